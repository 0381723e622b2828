/**
 * Headers by which a column is known for a field, the surest first, in English, German, French and
 * Spanish. Case, accents, spaces and punctuation do not count. Where one header stands under two fields,
 * the one further up is preferred as long as no surer column has it.
 */
export const headersOf = {
  id: [
    "id, callback id, record id, row id, interaction id, communication id, uuid, guid, external id",
    "ticket id, ticket number, ticket, case id, case number, vorgangsnummer, ticketnummer",
    "identifiant, identificador",
  ],
  name: [
    "customer name, full name, name, contact name, client name, caller name, customer, contact",
    "client, caller, kundenname, kunde, ansprechpartner, anrufer, nom complet, nom du client, nom",
    "nombre completo, nombre del cliente, nombre, cliente",
  ],
  firstName: ["first name, given name, forename, vorname, prenom, nombre de pila"],
  lastName: [
    "last name, family name, surname, nachname, familienname, nom de famille, apellidos, apellido",
  ],
  phone: [
    "phone, phone number, phone numbers, phones, callback phone, customer number, customer phone",
    "contact number, contact phone, telephone, telephone number, telephone no, tel, tel no, tel nr",
    "phone no, phone nr, mobile, mobile phone, mobile number, mobile no, cell, cell phone, cellphone",
    "home phone, work phone, office phone, business phone, phone mobile, phone home, phone work",
    "landline, caller number, msisdn, ani, number, numbers, number to call",
    "telefon, telefonnummer, telefonnr, rufnummer, ruckrufnummer, mobil, mobilnummer, mobiltelefon",
    "handy, handynummer, handynr, festnetz, festnetznummer, numero de telephone, numero, telephone portable",
    "telephone mobile, telephone fixe, portable, telefono, numero de telefono, telefono movil, movil",
    "celular, telefono fijo",
  ],
  scheduled: [
    "scheduled, scheduled at, scheduled time, scheduled for, schedule, callback at, callback date time",
    "callback date, callback time, call back at, call at, call on, call date, call time, start time",
    "not before, appointment, appointment time, due, due at, due date, preferred time, when, date time",
    "date, ruckruftermin, ruckruf am, ruckrufzeit, ruckrufdatum, termin, zeitpunkt, datum uhrzeit",
    "datum, wann, date de rappel, rappel le, heure de rappel, date heure, date et heure, rendez vous",
    "rdv, quand, fecha de llamada, fecha y hora, fecha hora, fecha, cita, cuando",
  ],
  time: [
    "time, time of day, callback time, call time, appointment time, uhrzeit, zeit, ruckrufzeit",
    "heure, heure de rappel, hora, hora de llamada",
  ],
  until: [
    "until, end time, window end, window ends, not after, call until, call before, expires, expires at",
    "expiry, valid until, deadline, latest, bis, spatestens, gultig bis, anrufen bis, jusqu a, jusqu au",
    "au plus tard, date limite, hasta, limite, fecha limite",
  ],
  timeZone: ["time zone, tz, zeitzone, fuseau horaire, fuseau, zona horaria, huso horario"],
  created: [
    "created, created at, created on, date created, creation date, requested, requested at",
    "request date, request time, received, received at, start time, erstellt, erstellt am",
    "angelegt am, eingegangen am, eingang, cree le, date de creation, recu le, creado, creado el",
    "fecha de creacion, fecha de solicitud",
  ],
  queue: ["queue, queue name, warteschlange, file d attente, cola"],
  subject: [
    "subject, reason, callback reason, topic, about, title, betreff, anliegen, grund, thema, objet",
    "sujet, motif, asunto, motivo, tema",
  ],
  notes: [
    "notes, note, comments, comment, remarks, remark, description, details, message, text, bemerkung",
    "bemerkungen, notiz, notizen, kommentar, kommentare, beschreibung, nachricht, remarque, remarques",
    "commentaire, commentaires, notas, nota, comentario, comentarios, observaciones, descripcion",
  ],
  attempts: ["attempts, tries, previous attempts, versuche, tentatives, intentos"],
  skip: ["skip, may skip, can skip, skippable, uberspringbar"],
  timeout: [
    "timeout, timeout s, auto call seconds, auto dial seconds, countdown, countdown seconds",
  ],
  scriptId: ["script, skript, guion"],
  priority: ["priority, prioritat, priorite, prioridad"],
  organization: [
    "organization, organisation, company, company name, account name, firma, unternehmen, societe",
    "entreprise, empresa, compania",
  ],
  customerId: [
    "customer id, customer reference, customer ref, customer no, client id, kundennummer, kundennr",
    "numero client, numero de cliente",
  ],
  wrapUpCode: ["wrap up code, disposition code, disposition, abschlusscode"],
  wrapUpName: ["wrap up name, disposition name, abschluss"],
  wrapUpNotes: ["wrap up notes, disposition notes, agent notes, abschlussnotiz"],
} as const satisfies Readonly<Record<string, readonly string[]>>;

/**
 * Plain headers that the documents use in a sense of their own, and people in another: a state of the
 * Union, a priority that is high. What stands under them decides whether they are the documents'.
 */
export const everyday: ReadonlySet<string> = new Set(
  "state status direction priority held skip attempts voicemail attributes segments".split(" "),
);

/** A header without everything that does not count in it. */
export const plainHeader = (header: string): string =>
  header
    .normalize("NFKD")
    .toLowerCase()
    .replaceAll("ß", "ss")
    .replaceAll(/[^\p{L}\p{N}]+/gu, "");

import type { CallbackView } from "#contract/view.ts";
import { ago, ahead, attempt, callback, keyOf, minutes, number } from "../builders.ts";

/** The customers of the gallery; all invented, their numbers from reserved ranges. */
export const maria: CallbackView = callback(1, {
  name: "Maria Keller",
  sourceId: "6b0d2f0e-5c1a-4e0b-9d1e-2f6a3c7b8d90",
  tag: "Router order",
  isSkipEnabled: true,
  notAutomatic: null,
  timeoutSeconds: 30,
  createdAt: ago(minutes(225)),
  dueAt: ago(minutes(2)),
  numbers: [
    number("+493023125020", {
      text: "030 23125-020",
      display: "+49 30 23125020",
      label: "mobile",
      country: "DE",
      lastOutcome: "busy",
      lastTriedAt: ago(minutes(34)),
      tries: 1,
    }),
    number("+493023125021", { display: "+49 30 23125021", label: "home", country: "DE" }),
  ],
  attempts: [
    attempt(11, {
      outcome: "no-answer",
      sipStatus: 480,
      startedAt: ago(minutes(200)),
      endedAt: ago(minutes(199)),
      ringMs: 40_000,
    }),
    attempt(12, { startedAt: ago(minutes(34)) }),
  ],
  timeline: [
    { at: ago(minutes(225)), what: "asked", detail: null },
    { at: ago(minutes(224)), what: "segment", detail: "web form" },
    { at: ago(minutes(33)), what: "rescheduled", detail: new Date(ago(minutes(2))).toISOString() },
    { at: ago(20_000), what: "accepted", detail: null },
  ],
  facts: [
    { kind: "field", name: "queue", value: "Callbacks DE", format: "text" },
    { kind: "field", name: "language", value: "German", format: "text" },
    { kind: "field", name: "owner", value: "Kim Agent", format: "text" },
    { kind: "field", name: "callerId", value: "+49 30 23125000", format: "text" },
    { kind: "attribute", name: "Record", value: "CRM-99812" },
    { kind: "attribute", name: "Product", value: "Fibre 500" },
    { kind: "attribute", name: "Order", value: "Router, slipped twice" },
    { kind: "field", name: "provider", value: "PureCloud Callback", format: "text" },
    { kind: "field", name: "state", value: "connected", format: "text" },
    { kind: "field", name: "alertingTimeout", value: "30", format: "seconds" },
    { kind: "field", name: "wrapUpPrompt", value: "timeout", format: "text" },
  ],
  wrapUp: {
    outcome: "busy",
    code: "not-reached",
    codeName: "Not reached",
    notes: "Delivery slipped twice. Wants a date before Friday and a credit for the wait.",
    at: ago(minutes(33)),
  },
});

const oneil: CallbackView = callback(2, {
  name: "J. O’Neil",
  tag: "Invoices",
  dueAt: ago(minutes(12)),
  createdAt: ago(minutes(62)),
  isOffered: true,
  numbers: [number("+15550110", { display: "+1 555 0110", label: "cell", country: "US" })],
  timeline: [{ at: ago(minutes(62)), what: "asked", detail: null }],
  facts: [{ kind: "field", name: "queue", value: "Billing US", format: "text" }],
});

const voicemail: CallbackView = callback(4, {
  name: null,
  tag: "Voicemail",
  isVoicemail: true,
  voicemailStatus: "complete",
  numbers: [number("+493023125001", { display: "+49 30 23125001", country: "DE" })],
  timeline: [{ at: ago(minutes(9)), what: "asked", detail: null }],
  createdAt: ago(minutes(9)),
});

const nobody: CallbackView = callback(5, {
  name: "Erin Mills",
  shape: "engage-callback-interaction",
  sourceId: "0002DaGMS0HK1",
  uncallable: "no-number",
  notAutomatic: "no-number",
  unknownState: "quantum_parked",
  numbers: [number(null, { text: "ask reception", display: "ask reception" })],
  problems: [
    { path: "$.callback_numbers[0]", reason: "is not a phone number" },
    { path: "$.timeout_seconds", reason: "expected a whole number of seconds" },
  ],
  facts: [
    { kind: "field", name: "subject", value: "Returns", format: "text" },
    { kind: "field", name: "customerId", value: "C-4471", format: "text" },
  ],
});

const closed: CallbackView = callback(6, {
  name: "Pat Nguyen",
  status: "closed",
  uncallable: "closed",
  notAutomatic: "closed",
  tag: "Router order",
  createdAt: ago(minutes(1_600)),
  numbers: [
    number("+15550155", {
      display: "+1 555 0155",
      country: "US",
      lastOutcome: "answered",
      lastTriedAt: ago(minutes(1_450)),
    }),
  ],
  attempts: [
    attempt(61, {
      outcome: "answered",
      sipStatus: 200,
      display: "+1 555 0155",
      startedAt: ago(minutes(1_450)),
      answeredAt: ago(minutes(1_449)),
      ringMs: 9_000,
      talkMs: 214_000,
    }),
  ],
  wrapUp: {
    outcome: "answered",
    code: "resolved",
    codeName: "Resolved",
    notes: "New router on its way.",
    at: ago(minutes(1_444)),
  },
});

export const long: CallbackView = callback(7, {
  name: "Prof. Dr. Maximiliane-Alexandra von und zu Hohenwaldenburg-Schwarzenfels geb. Oberbichler",
  tag: "Vertragsverlängerung Geschäftskunden Premium Plus",
  isDemo: true,
  isPreview: true,
  isSkipEnabled: true,
  notAutomatic: null,
  timeoutSeconds: 300,
  expiresAt: ahead(minutes(95)),
  numbers: [
    number("sip:maximiliane.hohenwaldenburg@branch-office.example.org", {
      display: "sip:maximiliane.hohenwaldenburg@branch-office.example.org",
      label: "assistant in the branch office",
    }),
    number("+447700900123", {
      display: "+44 7700 900123",
      label: "cell",
      country: "GB",
      lastOutcome: "answering-machine",
      lastTriedAt: ago(minutes(2_000)),
    }),
    number(null, { text: "extension 12 (mornings)", display: "extension 12 (mornings)" }),
  ],
  attempts: Array.from({ length: 9 }, (_, index) =>
    attempt(70 + index, {
      outcome:
        (["busy", "no-answer", "answering-machine", "dropped"] as const)[index % 4] ?? "busy",
      startedAt: ago(minutes(400 * (9 - index))),
      display: "+44 7700 900123",
      ringMs: 4_000 * index,
    }),
  ),
  timeline: [{ at: ago(minutes(4_000)), what: "asked", detail: null }],
  facts: [
    {
      kind: "field",
      name: "subject",
      value: "Donaudampfschifffahrtselektrizitätenhauptbetriebswerkbauunterbeamtengesellschaft",
      format: "text",
    },
    { kind: "attribute", name: "عنوان العميل", value: "شارع الملك فيصل، مبنى ١٢، الدور الثالث" },
    {
      kind: "attribute",
      name: "url",
      value:
        "https://crm.example.org/records/0123456789abcdef0123456789abcdef?view=full&tab=history",
    },
    { kind: "attribute", name: "remark", value: "<b>not bold</b> & <script>never runs</script>" },
  ],
  wrapUp: {
    outcome: "answering-machine",
    code: "left-message",
    codeName: "Left a message",
    notes: `${"She asked for a call after the board meeting; the assistant knows the slot. ".repeat(9)}\n\nזו הערה ארוכה מימין לשמאל שנכתבה על ידי הסוכן הקודם.`,
    at: ago(minutes(400)),
  },
});

const arabic: CallbackView = callback(8, {
  name: "ليلى حداد",
  tag: "استرجاع",
  numbers: [number("+447700900456", { display: "+44 7700 900456", country: "GB" })],
  wrapUp: {
    outcome: "answered",
    code: "follow-up",
    codeName: "Follow-up needed",
    notes: "العميلة تريد الاتصال بها غداً صباحاً بعد الساعة العاشرة.",
    at: ago(minutes(80)),
  },
});

export const everybody = [maria, oneil, voicemail, nobody, closed, long, arabic];

export const keys = {
  maria: keyOf(1),
  oneil: keyOf(2),
  voicemail: keyOf(4),
  nobody: keyOf(5),
  closed: keyOf(6),
  long: keyOf(7),
  arabic: keyOf(8),
};

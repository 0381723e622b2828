import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { platformShapes } from "#core/callback.ts";
import { layoutOf } from "#formats/csv-columns.ts";
import { rulesFor } from "#formats/csv-fit.ts";
import { adapters, readRecord } from "#formats/read-record.ts";
import { isObject } from "#formats/reading.ts";
import { writeRecord } from "#formats/write-record.ts";
import { anyText } from "./any-text.ts";
import { wholeRecord } from "./documents.ts";

const read = (row: Readonly<Record<string, unknown>>) => readRecord(row, "csv");

/** The names of the fields that columns with these headers are read as. */
const usesOf = (...headers: readonly string[]) =>
  layoutOf(headers, { columns: {}, dates: {}, zone: "UTC" }).columns.map(({ use }) =>
    typeof use === "string" ? use : use.name,
  );

describe("a header", () => {
  test.each([
    ["name", "Name; NAME; customer_name; callbackUserName; Kunde; Nom complet; Nombre completo"],
    ["phone", "Phone; Phone number; Tel.; Mobile; callback_numbers; callbackNumbers"],
    ["phone", "customer_number; Telefon; Handy-Nr.; Téléphone portable; Número de teléfono"],
    ["phone", "Phone 2; callbackNumbers[1]"],
    ["scheduled", "When; Callback time; callback_scheduled_time; start_time; Rückruf am"],
    ["scheduled", "Date de rappel; Fecha y hora"],
    ["until", "end_time; Not after; Spätestens; Hasta; Jusqu'à"],
    ["queue", "Queue; queue; Warteschlange; File d'attente"],
    ["notes", "Notes; Bemerkungen; Commentaires; Observaciones"],
    ["timeout", "timeoutSeconds; timeout_seconds; Timeout (s)"],
    ["skip", "skipEnabled; may skip; Überspringbar"],
    ["id", "id; ID; External ID; interaction_id"],
    ["customerId", "Customer reference; Kundennummer; customer_id"],
    ["attribute", "Colour; Shoe size; conversationId; participantId; "],
  ])("is known for %s: %s", (field, headers) => {
    const others = headers.split("; ").filter((header) => usesOf(header)[0] !== field);
    expect(others).toEqual([]);
  });

  test("of every field of every document is known", () => {
    const ids = /^(?:conversation|participant|communication)Id$|^additionalProperties$/;
    for (const shape of platformShapes) {
      const { table, later } = adapters[shape];
      const names = [...table, ...later].map(({ wire }) => wire.join("."));
      const unknown = names.filter((name) => !ids.test(name) && usesOf(name)[0] === "attribute");
      expect(unknown).toEqual([]);
    }
  });

  test("that could mean two fields means the one that has no surer column", () => {
    expect(usesOf("Start time")).toEqual(["scheduled"]);
    expect(usesOf("Start time", "Scheduled for")).toEqual(["created", "scheduled"]);
    expect(usesOf("name", "callbackUserName")).toEqual(["participantName", "name"]);
    expect(usesOf("Date", "Time")).toEqual(["scheduled", "time"]);
    expect(usesOf("Ticket", "External ID", "id")).toEqual(["attribute", "external_id", "id"]);
    expect(usesOf("Name", "name")).toEqual(["name", "participantName"]);
  });

  test("is overruled by what stands under it, and nothing overrules a mapping", () => {
    const cells: Readonly<Record<string, readonly string[]>> = {
      State: ["CA", "NY"],
      Priority: ["high", "low"],
      Time: ["2026-11-20 14:30"],
      Skip: ["yes", "perhaps"],
      initialState: ["levitating"],
    };
    const headers = Object.keys(cells);
    const told = { columns: {}, zone: "UTC", order: null };
    const found = rulesFor(headers, told, (header) => cells[header] ?? []);
    expect(found.columns).toEqual({ State: "attribute", Priority: "attribute", Time: "scheduled" });
    const lost = rulesFor(["State"], told, () => ["OutdatedSdkVersion"]);
    expect(lost.columns).toEqual({});
    const asked = { ...told, columns: { State: "state" } };
    expect(rulesFor(headers, asked, (header) => cells[header] ?? []).columns["State"]).toBe(
      "state",
    );
  });
});

describe("a cell of numbers", () => {
  const numbersIn = (cell: string) => read({ phone: cell }).callback.numbers;
  test.each([
    ["+15550100", ["+15550100"]],
    ["0015550100", ["0015550100"]],
    [" (555) 555-0100 ", ["(555) 555-0100"]],
    ["+15550100; +15550101", ["+15550100", "+15550101"]],
    ["+15550100, +15550101,+15550102", ["+15550100", "+15550101", "+15550102"]],
    ["+15550100 | +15550101", ["+15550100", "+15550101"]],
    ["+15550100\n+15550101", ["+15550100", "+15550101"]],
    ["030 23125001 / 030 23125002", ["030 23125001", "030 23125002"]],
    ["030/23125001", ["030/23125001"]],
    ["23125001/22", ["23125001/22"]],
    ["+15550100,,22", ["+15550100,,22"]],
    ["tel:+15550100;ext=22", ["tel:+15550100;ext=22"]],
    ["tel:55501;phone-context=+15550100", ["tel:55501;phone-context=+15550100"]],
    ["sip:kim@example.org;transport=tcp", ["sip:kim@example.org;transport=tcp"]],
    ['["+15550100","+15550101"]', ["+15550100", "+15550101"]],
    ["'+4930231250", ["+4930231250"]],
    ['="004930231250"', ["004930231250"]],
    ["+15550100; n/a", ["+15550100"]],
    ["-", []],
    ["", []],
  ])("%j", (cell, numbers) => {
    const { callback, problems } = read({ phone: cell });
    expect(callback.numbers).toEqual(numbers);
    expect(problems).toEqual([]);
  });

  test("that a spreadsheet has rounded, or that has no digit, is told and never dialled", () => {
    for (const cell of ["4.93023E+11", "4,9302E+11", "call me"]) {
      expect(numbersIn(cell)).toEqual([]);
      expect(read({ phone: cell }).problems).toMatchObject([{ path: "$.phone" }]);
    }
  });
});

describe("a row", () => {
  test("is read by its headers, and what no field is made of is an attribute", () => {
    const { callback, problems } = read({
      Name: "Kim Lee",
      Phone: "+15550100",
      Mobile: "+447700900123",
      When: "2026-11-20 14:30",
      Until: "20.11.2026",
      Queue: "Sales",
      Betreff: "Guitars",
      Notes: "likes commas",
      Attempts: "2",
      Skip: "ja",
      Timeout: "20",
      "Disposition code": "w-1",
      Company: "Strings Ltd",
      Colour: "red",
      Empty: "",
    });
    expect(problems).toEqual([]);
    expect(callback).toMatchObject({
      shape: "csv",
      customerName: "Kim Lee",
      numbers: ["+15550100", "+447700900123"],
      scheduledAt: Date.UTC(2026, 10, 20, 14, 30),
      expiresAt: Date.UTC(2026, 10, 21) - 1,
      queue: { id: null, name: "Sales" },
      engage: { subject: "Guitars", text: "likes commas", attempts: 2 },
      skipEnabled: true,
      timeoutSeconds: 20,
      wrapUp: { code: "w-1" },
      externalOrganization: { name: "Strings Ltd" },
      attributes: { Colour: "red" },
    });
    expect(Object.keys(callback.attributes)).toEqual(["Colour"]);
  });

  test("that tells two things of one name keeps the attribute, and notes the column of its own", () => {
    const attributes = { Colour: "red", Size: "S" };
    const { callback, problems } = read({ Colour: "blue", Size: "S", Brand: "X", attributes });
    expect(callback.attributes).toEqual({ ...attributes, Brand: "X" });
    expect(problems).toEqual([
      { path: "$.Colour", reason: "expected what another column tells, found something else" },
    ]);
  });

  test("has one name out of two columns, and one moment", () => {
    const row = { Vorname: "Kim", Nachname: "Lee", Datum: "20.11.2026", Uhrzeit: "14:30" };
    expect(read(row).callback).toMatchObject({
      customerName: "Kim Lee",
      scheduledAt: Date.UTC(2026, 10, 20, 14, 30),
    });
    expect(read({ Nom: "Lee", Prénom: "Kim" }).callback.customerName).toBe("Kim Lee");
  });

  test("may say in which zone its times are; in an unknown one it has none", () => {
    const row = { When: "2026-11-20 14:30", "Time zone": "Europe/Berlin" };
    const { callback } = read(row);
    expect(callback.scheduledAt).toBe(Date.UTC(2026, 10, 20, 13, 30));
    expect(callback.attributes).toEqual({ "Time zone": "Europe/Berlin" });
    const lost = read({ ...row, "Time zone": "Middle Earth" });
    expect(lost.callback.scheduledAt).toBeNull();
    expect(lost.problems.map(({ path }) => path)).toEqual(['$["Time zone"]', "$.When"]);
  });

  test("whose fields cannot be read keeps the others and tells which", () => {
    const { callback, problems } = read({ Phone: "+15550100", When: "soon", Timeout: "a bit" });
    expect(callback).toMatchObject({ numbers: ["+15550100"], scheduledAt: null });
    expect(problems.map(({ path }) => path)).toEqual(["$.When", "$.Timeout"]);
  });

  test("never passes for a platform's own record", () => {
    const { callback } = read({ id: "a", conversationId: "c", participantId: "p" });
    expect(callback.identity).toEqual({
      conversationId: null,
      participantId: null,
      communicationId: "a",
      interactionId: null,
    });
  });

  test("of anything at all is read without a fault", () => {
    const header = fc.oneof(
      fc.string(),
      fc.constantFrom(
        "phone",
        "when",
        "time zone",
        "time",
        "name",
        "state",
        "__proto__",
        "attributes",
      ),
    );
    fc.assert(
      fc.property(fc.dictionary(header, fc.oneof(anyText, fc.jsonValue())), (row) => {
        for (const { path, reason } of read(row).problems) {
          expect(path.startsWith("$")).toBe(true);
          expect(reason).not.toBe("");
        }
      }),
    );
  });
});

describe("a record written as a row", () => {
  test.each(platformShapes)(
    "of %s has only texts, and is read as the same record again",
    (shape) => {
      const { callback } = readRecord(wholeRecord(shape), shape);
      const { record } = writeRecord(callback, "csv");
      for (const cell of Object.values(record)) expect(cell).toBeTypeOf("string");
      const again = read(record);
      expect(again.problems).toEqual([]);
      const { identity, ...facts } = callback;
      const id = identity.communicationId ?? identity.interactionId ?? identity.participantId;
      expect(again.callback).toMatchObject(toldIn(facts));
      expect(again.callback.identity.communicationId).toBe(id);
    },
  );

  test("keeps texts that look like something else", () => {
    const cells = [
      "=1+1",
      "'=1",
      '="a"',
      "+15550100",
      "-1",
      "@x",
      "''@",
      "[1]",
      "true",
      "007",
      " a ",
    ];
    for (const text of cells) {
      const { record } = writeRecord(read({ subject: "x" }).callback, "csv");
      expect(record["subject"]).toBe("x");
      const told = writeRecord(
        { ...read({ name: "x" }).callback, customerName: text, numbers: [text, "+1;2"] },
        "csv",
      );
      const { callback } = read(told.record);
      expect(callback.customerName).toBe(text);
    }
  });
});

/** What the record tells, whatever its closed sets were spelled like. */
function toldIn(value: object): object {
  const told = Object.entries(value).filter(
    ([name, each]) => each !== null && name !== "shape" && name !== "raw",
  );
  return Object.fromEntries(
    told.map(([name, each]) => [name, isObject(each) ? toldIn(each) : (each as unknown)]),
  );
}

import Database from "better-sqlite3";
import { describe, expect, onTestFinished, test } from "vitest";
import { SchemaFromFuture } from "#store/errors.ts";
import { migrate, migrations, versionOf } from "#store/migrate.ts";

function memory(): Database.Database {
  const db = new Database(":memory:");
  db.pragma("foreign_keys = ON");
  onTestFinished(() => void db.close());
  return db;
}

const addCallback = (db: Database.Database, id: string) =>
  db
    .prepare(
      `INSERT INTO callback (key, identity, shape, source_id, is_demo, status, has_dialable,
         is_owned, is_flagged, is_external, first_seen_at, changed_at)
       VALUES (:id, :id, 'callback', :id, 0, 'open', 1, 0, 0, 0, 5, 5)`,
    )
    .run({ id });
const addAttempt = (db: Database.Database, key: string, callback: number) =>
  db
    .prepare(
      "INSERT INTO attempt (key, callback_id, number, how, started_at) VALUES (?, ?, '+15550100', 'agent', 6)",
    )
    .run(key, callback);

describe("migrations", () => {
  test("run once, in order, and are not run again", () => {
    const db = memory();
    const steps = ["CREATE TABLE one (x)", "CREATE TABLE two (x)"];
    migrate(db, steps.slice(0, 1));
    migrate(db, steps);
    migrate(db, steps);
    expect(versionOf(db)).toBe(2);
  });

  test("that fail half way leave the file as it was", () => {
    const db = memory();
    migrate(db, ["CREATE TABLE one (x)"]);
    const steps = ["CREATE TABLE one (x)", "CREATE TABLE two (x); INSERT INTO nowhere VALUES (1)"];
    expect(() => migrate(db, steps)).toThrow();
    expect(versionOf(db)).toBe(1);
    expect(db.prepare("SELECT name FROM sqlite_schema").pluck().all()).toEqual(["one"]);
  });

  test("never run backwards", () => {
    const db = memory();
    migrate(db, ["CREATE TABLE one (x)", "CREATE TABLE two (x)"]);
    expect(() => migrate(db, ["CREATE TABLE one (x)"])).toThrow(SchemaFromFuture);
    expect(versionOf(db)).toBe(2);
  });

  test("0001 takes a callback and refuses a status that is none", () => {
    const db = memory();
    migrate(db, migrations.slice(0, 1));
    addCallback(db, "a");
    expect(db.prepare("SELECT due_at, sort_at, is_mine FROM callback").get()).toEqual({
      due_at: null,
      sort_at: 5,
      is_mine: 0,
    });
    expect(() => db.exec("UPDATE callback SET status = 'lost'")).toThrow(/CHECK/u);
    expect(() => db.exec("UPDATE callback SET status = 'closed'")).toThrow(/CHECK/u);
  });

  test("0002 keeps the callbacks and adds a ledger that holds its own rules", () => {
    const db = memory();
    migrate(db, migrations.slice(0, 1));
    addCallback(db, "a");
    migrate(db, migrations.slice(0, 2));
    expect(db.prepare("SELECT key FROM callback").pluck().all()).toEqual(["a"]);
    expect(() => addAttempt(db, "x", 99)).toThrow(/FOREIGN KEY/u);
    addAttempt(db, "x", 1);
    expect(() => addAttempt(db, "y", 1)).toThrow(/UNIQUE/u);
    db.exec("UPDATE attempt SET ended_at = 7, outcome = 'busy'");
    addAttempt(db, "y", 1);
    expect(() => db.exec("UPDATE attempt SET outcome = 'answered' WHERE key = 'x'")).toThrow(
      /never changed/u,
    );
    expect(() => db.exec("INSERT INTO turn VALUES (2, 1, '{}', 1)")).toThrow(/CHECK/u);
  });

  test("0003 keeps the attempts as dialled from here and takes calls beside them", () => {
    const db = memory();
    migrate(db, migrations.slice(0, 2));
    addCallback(db, "a");
    addAttempt(db, "x", 1);
    migrate(db, migrations.slice(0, 3));
    expect(db.prepare("SELECT key, how, origin FROM attempt").all()).toEqual([
      { key: "x", how: "agent", origin: "dialled" },
    ]);
    const add = (kind: string) =>
      db
        .prepare("INSERT INTO side_call (key, kind, callback_id, started_at) VALUES (?, ?, 1, 6)")
        .run(kind, kind);
    add("incoming");
    expect(() => add("outgoing")).toThrow(/CHECK/u);
    expect(() => db.exec("UPDATE side_call SET outcome = 'missed'")).toThrow(/CHECK/u);
  });

  test("0005 keeps every story in its order and takes that of a call about nobody known", () => {
    const db = memory();
    migrate(db, migrations.slice(0, 3));
    addCallback(db, "a");
    migrate(db, migrations.slice(0, 4));
    const callback = db.prepare("SELECT id FROM callback").pluck().get();
    const tell = db.prepare(
      "INSERT INTO timeline_event (id, callback_id, at, what, detail) VALUES (?, ?, 5, ?, 'x')",
    );
    tell.run(7, callback, "held");
    tell.run(9, callback, "resumed");
    migrate(db);
    expect(db.prepare("SELECT * FROM timeline_event ORDER BY id").all()).toEqual([
      { id: 7, callback_id: callback, side_call_id: null, at: 5, what: "held", detail: "x" },
      { id: 9, callback_id: callback, side_call_id: null, at: 5, what: "resumed", detail: "x" },
    ]);
    db.exec("INSERT INTO side_call (key, kind, started_at) VALUES ('call', 'incoming', 6)");
    const add = db.prepare(
      "INSERT INTO timeline_event (callback_id, side_call_id, at, what) VALUES (?, ?, 7, 'held')",
    );
    expect(() => add.run(null, null)).toThrow(/CHECK/u);
    expect(() => add.run(null, 99)).toThrow(/FOREIGN KEY/u);
    add.run(null, 1);
    db.exec("DELETE FROM side_call; DELETE FROM callback");
    expect(db.prepare("SELECT count(*) FROM timeline_event").pluck().get()).toBe(0);
  });

  test("every column that may be NULL says what NULL means", () => {
    const columns = migrations
      .join("\n")
      .split("\n")
      .filter((line) => /^ {2}[a-z_0-9]+ (TEXT|INTEGER|REAL)\b/u.test(line));
    expect(columns.length).toBeGreaterThan(80);
    const told = /NOT NULL|PRIMARY KEY|-- .*NULL: /u;
    expect(columns.filter((line) => !told.test(line))).toEqual([]);
  });
});

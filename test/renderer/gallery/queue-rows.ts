import type { QueueRow, Tab } from "#contract/view.ts";
import { ago, ahead, minutes, row } from "../builders.ts";
import { long } from "./people.ts";

const now: QueueRow[] = [
  row(1, {
    name: "Maria Keller",
    number: "+49 30 23125020",
    tag: "Router order",
    dueAt: ago(minutes(2)),
    tries: ["no-answer", "busy"],
  }),
  row(2, {
    name: "J. O’Neil",
    number: "+1 555 0110",
    tag: "Invoices",
    dueAt: ago(minutes(12)),
    tries: ["declined", "busy"],
  }),
  row(3, { name: "Ann Lee", number: "+1 555 0142", tag: "Campaign" }),
  row(4, {
    name: null,
    number: "+49 30 23125001",
    tag: "Voicemail",
    dueAt: null,
    createdAt: ago(minutes(9)),
  }),
  row(8, {
    name: "ليلى حداد",
    number: "+44 7700 900456",
    tag: "استرجاع",
    dueAt: null,
    createdAt: ago(minutes(14)),
  }),
  row(5, {
    name: "Erin Mills",
    number: null,
    tag: "Returns",
    dueAt: null,
    createdAt: ago(minutes(31)),
    uncallable: "no-number",
    isFlagged: true,
  }),
  row(7, {
    name: long.name,
    number: "sip:maximiliane.hohenwaldenburg@branch-office.example.org",
    tag: long.tag,
    dueAt: ago(minutes(190)),
    tries: ["busy", "no-answer", "answering-machine", "dropped", "busy", "no-answer"],
    isDemo: true,
  }),
];

const later: QueueRow[] = [
  row(20, {
    name: "Łukasz Wójcik",
    number: "+44 7700 900123",
    tag: "Returns",
    dueAt: ahead(minutes(4)),
    tries: ["declined"],
  }),
  row(21, {
    name: "Pat Nguyen",
    number: "+1 555 0155",
    tag: "Router order",
    dueAt: ahead(minutes(38)),
  }),
  row(22, {
    name: "José Álvarez",
    number: "+1 555 0161",
    tag: "Router order",
    dueAt: ahead(minutes(58)),
    tries: ["busy", "busy", "no-answer"],
  }),
  row(23, {
    name: "Doc Brown",
    number: "+49 30 23125021",
    tag: "Invoices",
    dueAt: ahead(minutes(88)),
  }),
  row(24, {
    name: "Mei Tanaka",
    number: "+1 555 0177",
    tag: "Fibre upgrade",
    dueAt: ahead(minutes(60 * 19)),
  }),
  row(25, {
    name: "Sam Okafor",
    number: "+44 7700 900321",
    tag: "Fibre upgrade",
    dueAt: ahead(minutes(60 * 21)),
  }),
  row(26, { name: "Ines Duarte", number: "+1 555 0119", dueAt: ahead(minutes(60 * 68)) }),
];

const done: QueueRow[] = [
  row(6, {
    name: "Pat Nguyen",
    number: "+1 555 0155",
    tag: "Router order",
    status: "closed",
    createdAt: ago(minutes(1_600)),
    tries: ["answered"],
    uncallable: "closed",
  }),
  row(30, {
    name: "Noor Haddad",
    number: "+1 555 0188",
    tag: "Returns",
    status: "closed",
    createdAt: ago(minutes(130)),
    tries: ["busy", "answered"],
    uncallable: "closed",
  }),
];

export const rows: Record<Tab, readonly QueueRow[]> = {
  now,
  scheduled: later,
  mine: now.slice(0, 2),
  closed: done,
  all: [...now, ...later, ...done],
};

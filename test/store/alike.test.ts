import { describe, expect, test } from "vitest";
import type { Callback } from "#core/callback.ts";
import { callbackOf, freshStore, put, recordOf } from "./fixtures.ts";

const told: Partial<Callback> = {
  numbers: ["+15550100", "+447700900123"],
  customerName: "Maria Keller",
};
const basic = (id: string, more: Partial<Callback> = {}) =>
  callbackOf("callback-basic", { communicationId: id }, { ...told, ...more });
const queue = (name: string) => ({ queue: { id: name, name, selfUri: null } });

describe("records that look alike", () => {
  test("are of another document, with the same numbers and name, one of them bare", () => {
    const store = freshStore();
    const { key } = put(store, basic("x"));
    const whole = put(store, recordOf("a", { ...told, ...queue("Orders") })).key;
    const other = put(store, callbackOf("callback", { communicationId: "z" }, told)).key;
    put(store, basic("y"));
    put(store, recordOf("b", { ...told, numbers: ["+15550100"] }));
    put(store, recordOf("d", { ...told, customerName: "Ola Nordmann" }));
    put(store, recordOf("e", { ...told, state: { value: "terminated", raw: "terminated" } }));
    put(store, recordOf("f", told), true);
    expect(store.callbacks.alike(key)).toEqual([other, whole]);
    expect(store.callbacks.alike(whole)).toHaveLength(3);
  });

  test("agree on the queue where both tell it", () => {
    const store = freshStore();
    const { key } = put(store, basic("x", queue("Orders")));
    put(store, callbackOf("callback", { communicationId: "z" }, { ...told, ...queue("Returns") }));
    expect(store.callbacks.alike(key)).toEqual([]);
  });

  test("are nothing for a record without a number, of Engage, or that is not there", () => {
    const store = freshStore();
    const { key } = put(store, basic("x", { numbers: [] }));
    const engage = callbackOf("engage-callback-interaction", { interactionId: "i" }, told);
    expect(store.callbacks.alike(key)).toEqual([]);
    expect(store.callbacks.alike(put(store, engage).key)).toEqual([]);
    expect(freshStore().callbacks.alike(key)).toEqual([]);
  });
});

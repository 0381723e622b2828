import { beforeEach, describe, expect, test } from "vitest";
import type { CallId } from "#core/call-id.ts";
import type { PhoneFact } from "#desk/phone-port.ts";
import { followReplacements } from "#desk/replacing-phone.ts";
import { endWith } from "#test/support/builders.ts";
import { FakePhone } from "#test/support/fakes.ts";

class RememberingPhone extends FakePhone {
  readonly calls: string[] = [];
  override answer(call?: CallId): void {
    this.calls.push(`answer ${call ?? ""}`);
  }
  override hangUp(call?: CallId): void {
    this.calls.push(`hang-up ${call ?? ""}`);
  }
  override hold(call?: CallId): void {
    this.calls.push(`hold ${call ?? ""}`);
  }
  override mute(call: string, isMuted: boolean): void {
    this.calls.push(`${isMuted ? "mute" : "unmute"} ${call}`);
  }
  override join(calls: readonly string[]): void {
    this.calls.push(`join ${calls.join(" ")}`);
  }
}

let wire: RememberingPhone;
let heard: string[];
let replaced: string[];
let phone: ReturnType<typeof followReplacements>;
const id = (name: string) => name as CallId;

beforeEach(() => {
  wire = new RememberingPhone();
  replaced = [];
  phone = followReplacements(wire, (call) => replaced.push(call));
  heard = [];
  phone.subscribe((fact) => {
    if (fact.type !== "registration-changed") heard.push(`${fact.call} ${fact.type}`);
  });
});

const tell = (call: string, type: string, more: Record<string, unknown> = {}) => {
  wire.tell({ call: id(call), type, ...more } as unknown as PhoneFact);
};
const arrive = (call: string, replaces: string | null) => {
  const from = { number: null, name: null, display: "" };
  tell(call, "arrived", { from, to: "", answerAfterSeconds: null, alertInfo: null, replaces });
};
const end = (call: string) => {
  tell(call, "ended", { end: endWith() });
};

describe("a call that takes the place of another", () => {
  test("is answered at once and goes on under the name of the one it replaces", () => {
    arrive("new", "old");
    expect(wire.calls).toEqual(["answer new"]);
    tell("new", "answered");
    end("old");
    expect(heard).toEqual(["old hold-settled", "old far-end-held"]);
    tell("new", "far-end-held", { isHeld: true });
    phone.hangUp(id("old"));
    expect(wire.calls.at(-1)).toBe("hang-up new");
    end("new");
    expect(heard.slice(2)).toEqual(["old far-end-held", "old ended"]);
  });
  test("keeps the name also when the replaced one ended first", () => {
    arrive("new", "old");
    end("old");
    tell("new", "answered");
    expect(heard).not.toContain("old ended");
    end("new");
    expect(heard.at(-1)).toBe("old ended");
  });
  test("that comes to nothing leaves the end of the replaced one to be told, once", () => {
    arrive("new", "old");
    end("old");
    expect(heard).toEqual([]);
    end("new");
    expect(heard).toEqual(["old ended"]);
  });
  test("can be replaced in its turn", () => {
    arrive("second", "first");
    tell("second", "answered");
    end("first");
    arrive("third", "second");
    tell("third", "answered");
    end("second");
    phone.hangUp(id("first"));
    expect(wire.calls.at(-1)).toBe("hang-up third");
    expect(heard.filter((each) => each.endsWith("ended"))).toEqual([]);
  });
});

describe("a call on hold that is replaced", () => {
  const hold = () => {
    phone.hold(id("old"));
    tell("old", "hold-settled", { isHeld: true });
    arrive("new", "old");
    tell("new", "answered");
  };
  test("stays on hold, and hears nothing until its new dialog is", () => {
    hold();
    expect(wire.calls).toEqual(["hold old", "answer new", "mute new", "hold new"]);
    expect(heard).toEqual(["old hold-settled", "old far-end-held"]);
    tell("new", "hold-settled", { isHeld: true });
    expect(wire.calls.at(-1)).toBe("unmute new");
  });
  test("is told to be off hold when the new dialog refuses that", () => {
    hold();
    tell("new", "hold-refused");
    expect(heard.at(-1)).toBe("old hold-settled");
    expect(wire.calls.at(-1)).toBe("unmute new");
  });
  test("stays muted where it was", () => {
    phone.mute(id("old"), true);
    hold();
    tell("new", "hold-settled", { isHeld: true });
    expect(wire.calls.at(-1)).toBe("mute new");
  });
  test("is told nothing of what the old dialog still says", () => {
    hold();
    tell("old", "hold-refused");
    tell("old", "far-end-held", { isHeld: true });
    expect(heard).toEqual(["old hold-settled", "old far-end-held"]);
  });
});

describe("a conference of which a party is replaced", () => {
  const replace = () => {
    phone.join([id("old"), id("colleague")]);
    arrive("new", "old");
    tell("new", "answered");
    end("old");
  };
  test("is mixed anew with the new dialog, and is parted for nobody meanwhile", () => {
    replace();
    expect(wire.calls.at(-1)).toBe("join new colleague");
    tell("colleague", "joined", { isJoined: false });
    tell("colleague", "joined", { isJoined: true });
    tell("new", "joined", { isJoined: true });
    expect(heard.slice(2)).toEqual(["colleague joined", "old joined"]);
  });
  test("that cannot be mixed anew is told to be over", () => {
    replace();
    tell("colleague", "joined", { isJoined: false });
    tell("new", "joined", { isJoined: false });
    expect(heard.slice(2)).toEqual(["old joined"]);
  });
  test("is mixed by its new dialog also when the old one ended first", () => {
    phone.join([id("old"), id("colleague")]);
    arrive("new", "old");
    end("old");
    tell("new", "answered");
    expect(wire.calls.at(-1)).toBe("join new colleague");
  });
});

test("who is told of a replacement hears the name of the call", () => {
  arrive("new", "old");
  expect(replaced).toEqual([]);
  tell("new", "answered");
  expect(replaced).toEqual(["old"]);
});

test("every other call passes as it is", () => {
  arrive("in", null);
  tell("in", "answered");
  end("in");
  expect(heard).toEqual(["in arrived", "in answered", "in ended"]);
});

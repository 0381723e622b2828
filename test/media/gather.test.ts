import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { watchGathering } from "#renderer/media/gather.ts";
import { createKnownNetworks, type KnownNetworks } from "#renderer/media/known-networks.ts";
import { settled } from "#test/support/memory-wire.ts";

beforeEach(() => void vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout"] }));
afterEach(() => void vi.useRealTimers());

interface Found {
  readonly network: number;
  readonly address?: string;
  readonly type?: RTCIceCandidateType;
  readonly protocol?: RTCIceProtocol;
  readonly generation?: string;
}

/** A connection whose browser finds what the test lets it find. */
function gathering(options: { networks?: KnownNetworks; limitMs?: number } = {}) {
  const connection = new EventTarget();
  let sdp = "a=ice-ufrag:old\r\n";
  const told: string[] = [];
  Object.defineProperty(connection, "localDescription", { get: () => ({ sdp }) });
  const { limitMs, networks = createKnownNetworks() } = options;
  const { enough, stop } = watchGathering(connection as RTCPeerConnection, {
    hasServers: limitMs !== undefined,
    limitMs: limitMs ?? 0,
    networks,
    onMore: () => told.push("more"),
  });
  void enough.then(() => told.push("enough"));
  sdp = "a=ice-ufrag:new\r\n";
  const event = (candidate: Partial<RTCIceCandidate> | null) =>
    connection.dispatchEvent(Object.assign(new Event("icecandidate"), { candidate }));
  return {
    stop,
    /** What was told until now, in order. */
    told: async () => {
      await settled();
      return told;
    },
    pass: (ms: number) => vi.advanceTimersByTime(ms),
    find: ({ network, address, type = "host", protocol = "udp", generation = "new" }: Found) => {
      const line = `candidate:1 1 ${protocol} 1 ${address ?? "x.local"} 9 typ ${type}`;
      sdp += `a=${line}\r\n`;
      event({
        candidate: `${line} generation 0 network-id ${network} network-cost 10`,
        usernameFragment: generation,
        address: address ?? "x.local",
        type,
        protocol,
      });
    },
    complete: () => event(null),
  };
}

/** Networks as a window knows them that has gathered with these. */
function known(...found: Found[]): KnownNetworks {
  const networks = createKnownNetworks();
  const { find, complete } = gathering({ networks });
  for (const each of found) find(each);
  complete();
  return networks;
}

const v4 = "192.0.2.1";
const v6 = "2001:db8::1";

describe("without servers an offer leaves", () => {
  test("at the first address, where one network is known", async () => {
    const { find, told } = gathering({ networks: known({ network: 1 }) });
    expect(await told()).toEqual([]);
    find({ network: 1 });
    expect(await told()).toEqual(["enough"]);
  });

  test.each([2, 3])("at the last first address of %i networks that are known", async (count) => {
    const all = Array.from({ length: count }, (_, index) => ({ network: index + 1 }));
    const { find, told } = gathering({ networks: known(...all) });
    for (const each of all.slice(1)) find(each);
    expect(await told()).toEqual([]);
    find({ network: 1 });
    expect(await told()).toEqual(["enough"]);
  });

  test("with the addresses of both families, where one network has both", async () => {
    const both = [
      { network: 1, address: v4 },
      { network: 1, address: v6 },
    ] as const;
    const { find, told } = gathering({ networks: known(...both) });
    find(both[0]);
    expect(await told()).toEqual([]);
    find(both[1]);
    expect(await told()).toEqual(["enough"]);
  });

  test("when no address follows, where one that is known never comes, and waits for it only once", async () => {
    const networks = known({ network: 1 }, { network: 2 });
    const first = gathering({ networks });
    first.find({ network: 1 });
    first.pass(19);
    expect(await first.told()).toEqual([]);
    first.pass(1);
    expect(await first.told()).toEqual(["enough"]);
    first.complete();
    const second = gathering({ networks });
    second.find({ network: 1 });
    expect(await second.told()).toEqual(["enough"]);
  });

  test("when no address follows, where no network is known yet or any more", async () => {
    const networks = known({ network: 1 });
    networks.forget();
    const { find, pass, told } = gathering({ networks });
    for (const network of [1, 2, 3]) {
      find({ network });
      pass(19);
    }
    expect(await told()).toEqual([]);
    pass(1);
    expect(await told()).toEqual(["enough"]);
  });

  test("not at the TCP address of one network while the UDP address of another is to come", async () => {
    const { find, told } = gathering({ networks: known({ network: 1 }, { network: 2 }) });
    find({ network: 1 });
    find({ network: 1, protocol: "tcp" });
    expect(await told()).toEqual([]);
    find({ network: 2 });
    expect(await told()).toEqual(["enough"]);
  });

  test("at the TCP address of a network whose UDP is not to be had today", async () => {
    const { find, told } = gathering({ networks: known({ network: 1 }) });
    find({ network: 1, protocol: "tcp" });
    expect(await told()).toEqual(["enough"]);
  });

  test("not for what is left of the gathering before", async () => {
    const { find, complete, pass, told } = gathering({ networks: known({ network: 1 }) });
    find({ network: 1, generation: "old" });
    pass(1_000);
    expect(await told()).toEqual([]);
    find({ network: 1 });
    complete();
    expect(await told()).toEqual(["enough"]);
  });

  test("in the end also without an address", async () => {
    const { complete, pass, told } = gathering();
    complete();
    pass(3_000);
    expect(await told()).toEqual(["enough"]);
  });
});

describe("with servers an offer leaves", () => {
  const limitMs = 500;

  test("at the first reflexive or relayed address, host addresses or not", async () => {
    for (const type of ["srflx", "relay"] as const) {
      const { find, told } = gathering({ limitMs, networks: known({ network: 1 }) });
      find({ network: 1 });
      expect(await told()).toEqual([]);
      find({ network: 1, type });
      expect(await told()).toEqual(["enough"]);
    }
  });

  test("at the limit", async () => {
    const { find, pass, told } = gathering({ limitMs });
    find({ network: 1 });
    pass(limitMs - 1);
    expect(await told()).toEqual([]);
    pass(1);
    expect(await told()).toEqual(["enough"]);
  });
});

describe("what comes later is told", () => {
  test("at once where it reaches farther: reflexive after the limit, relayed after that", async () => {
    const { find, pass, complete, told } = gathering({ limitMs: 500 });
    find({ network: 1 });
    pass(500);
    expect(await told()).toEqual(["enough"]);
    find({ network: 1, type: "srflx" });
    expect(await told()).toEqual(["enough", "more"]);
    find({ network: 1, type: "srflx" });
    expect(await told()).toHaveLength(2);
    find({ network: 1, type: "relay" });
    expect(await told()).toHaveLength(3);
    complete();
    expect(await told()).toHaveLength(3);
  });

  test("else at the end, once, if there is anything", async () => {
    const { find, complete, told } = gathering({ networks: known({ network: 1 }) });
    find({ network: 1 });
    find({ network: 2 });
    find({ network: 1, protocol: "tcp" });
    expect(await told()).toEqual(["enough"]);
    complete();
    complete();
    expect(await told()).toEqual(["enough", "more"]);
    const whole = gathering({ networks: known({ network: 1 }) });
    whole.find({ network: 1 });
    whole.complete();
    expect(await whole.told()).toEqual(["enough"]);
  });

  test("no more after it was stopped", async () => {
    const { find, complete, stop, told } = gathering({ networks: known({ network: 1 }) });
    find({ network: 1 });
    stop();
    find({ network: 2 });
    complete();
    expect(await told()).toEqual(["enough"]);
  });
});

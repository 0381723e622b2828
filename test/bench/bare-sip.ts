import { Inviter, Registerer, UserAgent } from "sip.js";
import { WebSocket } from "ws";
import { MediaBridge } from "#sip/media-bridge.ts";
import { describeAudio, FakeMedia } from "#test/sip/support/fake-media.ts";

/**
 * The comparison: SIP.js as its own documentation starts it, with the product's description handler,
 * whose offer is ready, and nothing around it. Registers, then for each message from its parent sends
 * one INVITE and answers with the wall-clock milliseconds at which it was asked to; the parent sees it
 * arrive.
 */
Object.assign(globalThis, { WebSocket });

const [server = "", user = "", password = ""] = process.argv.slice(2);
const media = new FakeMedia();
let calls = 0;

function ready(): MediaBridge {
  calls += 1;
  return new MediaBridge({
    media,
    prepared: { session: `bare-${calls}`, sdp: describeAudio("sendrecv") },
    askMs: 5_000,
    onUseless: () => undefined,
    onFarEnd: () => undefined,
  });
}

const uri = UserAgent.makeURI(user);
if (uri === undefined) throw new TypeError("the first argument after the server is a SIP URI");
const agent = new UserAgent({
  uri,
  transportOptions: { server },
  authorizationUsername: uri.user ?? "",
  authorizationPassword: password,
  logBuiltinEnabled: false,
  sessionDescriptionHandlerFactory: ready,
});
await agent.start();
const registerer = new Registerer(agent);
await new Promise<void>((resolve) => {
  registerer.stateChange.addListener((state) => {
    if (state.valueOf() === "Registered") resolve();
  });
  void registerer.register();
});

process.on("message", (number: string) => {
  const target = UserAgent.makeURI(`sip:${number}@${uri.host}`);
  if (target === undefined) return;
  const inviter = new Inviter(agent, target);
  const askedAt = performance.timeOrigin + performance.now();
  void inviter.invite();
  process.send?.({ askedAt });
  setTimeout(() => void inviter.cancel().catch(() => undefined), 200);
});
process.send?.("ready");

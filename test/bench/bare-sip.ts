import { Inviter, Registerer, UserAgent, type SessionDescriptionHandler } from "sip.js";
import { WebSocket } from "ws";

/**
 * The comparison: SIP.js as its own documentation starts it, with a ready-made description and
 * nothing around it. Registers, then for each message from its parent sends one INVITE and answers
 * with the wall-clock milliseconds at which it was asked to; the parent sees it arrive.
 */
Object.assign(globalThis, { WebSocket });

const [server = "", user = "", password = ""] = process.argv.slice(2);
const sdp = [
  "v=0",
  "o=- 1 1 IN IP4 127.0.0.1",
  "s=-",
  "t=0 0",
  "m=audio 9 UDP/TLS/RTP/SAVPF 111",
  "c=IN IP4 127.0.0.1",
  "a=rtpmap:111 opus/48000/2",
  "a=sendrecv",
  "",
].join("\r\n");

const ready: SessionDescriptionHandler = {
  close: () => undefined,
  getDescription: () => Promise.resolve({ body: sdp, contentType: "application/sdp" }),
  hasDescription: () => true,
  rollbackDescription: () => Promise.resolve(),
  sendDtmf: () => false,
  setDescription: () => Promise.resolve(),
};

const uri = UserAgent.makeURI(user);
if (uri === undefined) throw new TypeError("the first argument after the server is a SIP URI");
const agent = new UserAgent({
  uri,
  transportOptions: { server },
  authorizationUsername: uri.user ?? "",
  authorizationPassword: password,
  logBuiltinEnabled: false,
  sessionDescriptionHandlerFactory: () => ready,
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

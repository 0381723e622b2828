import { WebSocket } from "ws";
import { watchLoop } from "./loop-blocks.ts";

/** A bare WebSocket client that does nothing with a message but answer the questions among them. */
const socket = new WebSocket(process.argv[2] ?? "", "sip");
socket.on("message", (data) => {
  const text = Buffer.isBuffer(data) ? data.toString("utf8") : "";
  const callId = /^Call-ID: (control-.*)$/m.exec(text)?.[1];
  if (callId !== undefined) socket.send(`SIP/2.0 200 OK\r\nCall-ID: ${callId}\r\n\r\n`);
});
socket.on("open", () => {
  const { longest } = watchLoop();
  process.on("message", () => process.send?.(longest));
  process.send?.("answered");
});

import { randomBytes } from "node:crypto";
import type { CallId } from "#core/call-id.ts";
import { registeredLine, type Setting, type SettingOptions } from "./call.ts";
import { describeAudio } from "./fake-media.ts";
import type { RawServer, Seen } from "./raw-server.ts";

const token = (): string => randomBytes(6).toString("hex");

interface Parts {
  readonly headers?: readonly string[];
  readonly body?: string;
  readonly type?: string;
}

/** Somebody who calls our line, byte for byte as the test says. */
export class FarCaller {
  readonly callId = `in-${token()}`;
  readonly #server: RawServer;
  readonly #target: string;
  #branch = "";
  #cseq = 0;
  #from = `"Ann Example" <sip:+15550123@example.invalid>;tag=${token()}`;
  #toTag = "";

  constructor(server: RawServer, target: string) {
    this.#server = server;
    this.#target = target;
  }

  /** Without a body it asks for our offer. */
  invite({ headers = [], body = "", type = "application/sdp" }: Parts = {}): void {
    const own = headers.find((line) => /^from:/i.test(line));
    if (own !== undefined) this.#from = `${own.slice(5).trim()};tag=${token()}`;
    this.#branch = `z9hG4bK${token()}`;
    this.#cseq += 1;
    const others = headers.filter((line) => line !== own);
    this.#send("INVITE", this.#branch, { headers: others, body, type });
  }

  /** Remembers which dialog our answer made. */
  took(response: Seen): void {
    this.#toTag = /;tag=([^;\s]+)/.exec(response.header("To"))?.[1] ?? "";
  }

  get toTag(): string {
    return this.#toTag;
  }

  get fromTag(): string {
    return /;tag=(\S+)$/.exec(this.#from)?.[1] ?? "";
  }

  cancel(headers: readonly string[] = []): void {
    this.#send("CANCEL", this.#branch, { headers });
  }

  ack(body = ""): void {
    this.#send("ACK", `z9hG4bK${token()}`, { body });
  }

  request(method: string, parts: Parts = {}): void {
    this.#cseq += 1;
    this.#send(method, `z9hG4bK${token()}`, parts);
  }

  #send(
    method: string,
    branch: string,
    { headers = [], body = "", type = "application/sdp" }: Parts,
  ) {
    const isFirst = this.#toTag === "" || method === "CANCEL";
    this.#server.send(
      [
        `${method} ${this.#target} SIP/2.0`,
        `Via: SIP/2.0/WS far.invalid;branch=${branch}`,
        "Max-Forwards: 70",
        `From: ${this.#from}`,
        `To: <sip:kim@example.invalid>${isFirst ? "" : `;tag=${this.#toTag}`}`,
        `Call-ID: ${this.callId}`,
        `CSeq: ${this.#cseq} ${method}`,
        "Contact: <sip:ann@127.0.0.1;transport=ws>",
        ...headers,
        ...(body === "" ? [] : [`Content-Type: ${type}`]),
        `Content-Length: ${Buffer.byteLength(body)}`,
        "",
        body,
      ].join("\r\n"),
    );
  }
}

export interface Ringing extends Setting {
  readonly caller: FarCaller;
  readonly call: CallId;
}

/** Somebody calls the line of this setting. */
export function callerOf(setting: Setting): FarCaller {
  const register = setting.server.seen.find(({ what }) => what === "REGISTER");
  const contact = /<([^>]+)>/.exec(register?.header("Contact") ?? "")?.[1] ?? "";
  return new FarCaller(setting.server, contact);
}

/** An INVITE has come in and rings. */
export async function ringing(options: SettingOptions = {}, parts: Parts = {}): Promise<Ringing> {
  const setting = await registeredLine(options);
  const caller = callerOf(setting);
  caller.invite({ body: describeAudio("sendrecv", "far"), ...parts });
  const { call } = await setting.fact("arrived");
  caller.took(await setting.server.next("180"));
  return { ...setting, caller, call };
}

/** Answered by us and confirmed by the caller. */
export async function taken(options: SettingOptions = {}, parts: Parts = {}): Promise<Ringing> {
  const setting = await ringing(options, parts);
  setting.phone.answer(setting.call);
  await setting.server.next("200");
  setting.caller.ack();
  await setting.fact("answered");
  return setting;
}

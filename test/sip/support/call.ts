import type { LineTrouble } from "#contract/line-trouble.ts";
import type { AttemptId } from "#core/turn.ts";
import { afterwards, attemptId, openLine, type Line, type LineOptions } from "./line.ts";
import { describeAudio } from "./fake-media.ts";
import { RawServer, type Seen } from "./raw-server.ts";

export const NUMBER = "+15550100";

export interface SettingOptions extends Partial<LineOptions> {
  /** How long the server grants registrations. */
  readonly grantedSeconds?: number;
}

export interface Setting extends Line {
  readonly server: RawServer;
}

/** A server that grants registrations and a line registered at it. */
export async function registeredLine(options: SettingOptions = {}): Promise<Setting> {
  const server = await RawServer.start();
  server.grantedSeconds = options.grantedSeconds ?? 300;
  afterwards(() => server.stop());
  const line = openLine({ url: server.url, ...options });
  line.phone.start();
  await line.registered();
  return { ...line, server };
}

/** A line that has just been started, at a server that meets REGISTER as the test says. */
export async function startedLine(
  onRegister: (server: RawServer, request: Seen) => void,
  options: Partial<LineOptions> = {},
): Promise<Setting> {
  const server = await RawServer.start();
  afterwards(() => server.stop());
  server.onRegister = (request) => {
    onRegister(server, request);
  };
  const line = openLine({ url: server.url, ...options });
  line.phone.start();
  return { ...line, server };
}

/** The reason of the next registration that failed, or of the next failure to connect. */
export async function whyFailed(line: Line): Promise<LineTrouble | null> {
  for (;;) {
    const { registration } = await line.fact("registration-changed");
    if (registration.at === "failed" || registration.at === "offline") return registration.reason;
  }
}

export interface Dialling extends Setting {
  readonly attempt: AttemptId;
  readonly invite: Seen;
}

/** The INVITE has arrived at the server, nothing has been said to it. */
export async function dialled(options: SettingOptions = {}): Promise<Dialling> {
  const setting = await registeredLine(options);
  const attempt = attemptId();
  setting.phone.invite(attempt, NUMBER);
  const invite = await setting.server.next("INVITE");
  return { ...setting, attempt, invite };
}

/** Answered by the far end and confirmed. */
export async function answered(options: SettingOptions = {}): Promise<Dialling> {
  const setting = await dialled(options);
  setting.server.ring(setting.invite);
  setting.server.answer(setting.invite, describeAudio("sendrecv", "far"));
  await setting.server.next("ACK");
  await setting.fact("answered");
  return setting;
}

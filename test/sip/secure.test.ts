import { readFileSync } from "node:fs";
import { join } from "node:path";
import { getCACertificates, setDefaultCACertificates } from "node:tls";
import { beforeAll, expect, test } from "vitest";
import { afterwards, openLine } from "./support/line.ts";
import { RawServer } from "./support/raw-server.ts";

const folder = join(import.meta.dirname, "support/tls");
const key = readFileSync(join(folder, "test-only.key.pem"), "utf8");
const cert = readFileSync(join(folder, "test-only.cert.pem"), "utf8");

/** What a company does that signs its own servers: its authority becomes one of the machine's. */
beforeAll(() => setDefaultCACertificates([...getCACertificates("default"), cert]));

test("a line registers over TLS with a server whose authority the machine knows", async () => {
  const server = await RawServer.startSecure({ key, cert });
  afterwards(() => server.stop());
  const line = openLine({ url: `wss://localhost:${server.port}` });
  line.phone.start();
  await line.registered();
  const register = await server.next("REGISTER");
  expect(register.header("Via")).toMatch(/^SIP\/2\.0\/WSS /);
});

test("a server whose certificate is for another name is told nothing", async () => {
  const server = await RawServer.startSecure({ key, cert });
  afterwards(() => server.stop());
  const line = openLine({ url: `wss://127.0.0.1:${server.port}` });
  line.phone.start();
  for (;;) {
    const { registration } = await line.fact("registration-changed");
    if (registration.at !== "offline") continue;
    expect(registration.reason).toEqual({ is: "certificate-not-trusted" });
    break;
  }
  expect(server.seen).toEqual([]);
});

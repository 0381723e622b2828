import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { answerFrom, appOrigin, appScheme, serveApp } from "#shell/app-protocol.ts";
import { securityHeaders } from "#shell/security.ts";

let folder: string;
let root: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "ringback-protocol-"));
  root = join(folder, "renderer");
  mkdirSync(join(root, "assets"), { recursive: true });
  writeFileSync(join(root, "index.html"), "<!doctype html><title>Ringback</title>");
  writeFileSync(join(root, "assets/index-a1_b.js"), "export {};");
  writeFileSync(join(root, "assets/notes.txt"), "not of a kind we build");
  writeFileSync(join(root, ".hidden.html"), "hidden");
  writeFileSync(join(folder, "secret.json"), "{}");
});
afterAll(() => rmSync(folder, { recursive: true }));

const ask = (address: string, init?: RequestInit) => answerFrom(root, new Request(address, init));

describe("our pages' protocol", () => {
  test("is a secure origin of its own that cannot step round the policy", () => {
    expect(appScheme.privileges).toEqual({ standard: true, secure: true, supportFetchAPI: true });
    expect(appOrigin).toBe(`${appScheme.scheme}://desk`);
  });
  test("serves the build's files with their type and the security headers", async () => {
    const page = await ask(`${appOrigin}/index.html?theme=dark#top`);
    expect(page.status).toBe(200);
    expect(page.headers.get("Content-Type")).toBe("text/html; charset=utf-8");
    expect(await page.text()).toContain("Ringback");
    const script = await ask(`${appOrigin}/assets/index-a1_b.js`);
    expect(script.headers.get("Content-Type")).toBe("text/javascript; charset=utf-8");
    for (const [name, value] of Object.entries(securityHeaders)) {
      expect(script.headers.get(name)).toBe(value);
    }
  });
  test.each([
    "/../secret.json",
    "/%2e%2e/secret.json",
    "/..%2fsecret.json",
    "/assets/..%5c..%5c..%5csecret.json",
    "/%252e%252e/secret.json",
    "/assets/%00index-a1_b.js",
    "/%ff",
    "//etc/passwd",
    "/C:/secret.json",
    "/.hidden.html",
    "/assets/notes.txt",
    "/assets",
    "/",
    "/absent.html",
  ])("answers 404 to %s", async (path) => {
    const answer = await ask(`${appOrigin}${path}`);
    expect(answer.status).toBe(404);
    expect(await answer.text()).toBe("");
    expect(answer.headers.get("Content-Security-Policy")).not.toBeNull();
  });
  test("answers for no other host", async () => {
    expect((await ask("ringback-app://other/index.html")).status).toBe(404);
    expect((await ask("https://desk/index.html")).status).toBe(404);
  });
  test("only reads", async () => {
    expect((await ask(`${appOrigin}/index.html`, { method: "POST" })).status).toBe(405);
    const head = await ask(`${appOrigin}/index.html`, { method: "HEAD" });
    expect([head.status, await head.text()]).toEqual([200, ""]);
  });
  test("is handed to Electron once, by its scheme", async () => {
    const handlers = new Map<string, (request: Request) => Response | Promise<Response>>();
    serveApp({ handle: (scheme, handler) => void handlers.set(scheme, handler) }, root);
    const answer = await handlers.get(appScheme.scheme)?.(new Request(`${appOrigin}/index.html`));
    expect(answer?.status).toBe(200);
  });
});

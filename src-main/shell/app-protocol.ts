import { readFile } from "node:fs/promises";
import { extname, join } from "node:path";
import type { CustomScheme, Protocol } from "electron";
import { pageTypes } from "#ipc/page-types.ts";
import { securityHeaders } from "./security.ts";

/**
 * Our pages have an origin of their own instead of `file://`, which would let them read any file and
 * would make every file on the disk the same origin.
 */
export const appScheme: CustomScheme = {
  scheme: "ringback-app",
  privileges: { standard: true, secure: true, supportFetchAPI: true },
};

export const appOrigin = "ringback-app://desk";

/** Serves `root` under `appOrigin`; call it once, after the app is ready. */
export function serveApp(protocol: Pick<Protocol, "handle">, root: string): void {
  protocol.handle(appScheme.scheme, (request) => answerFrom(root, request));
}

/**
 * The file of `root` that the request names, with the security headers; 404 for anything that is not
 * a plain path to one of our files, 405 for anything but reading. Never rejects.
 */
export async function answerFrom(root: string, request: Request): Promise<Response> {
  if (request.method !== "GET" && request.method !== "HEAD") return refused(405);
  const file = fileOf(request.url);
  const type = file === null ? undefined : pageTypes[extname(file)];
  if (file === null || type === undefined) return refused(404);
  try {
    const body = await readFile(join(root, file));
    const headers = { ...securityHeaders, "Content-Type": type, "Cache-Control": "no-cache" };
    return new Response(request.method === "HEAD" ? null : body, { headers });
  } catch {
    return refused(404);
  }
}

/** The path below the root, null when the address is not ours or tries to leave the root. */
function fileOf(address: string): string | null {
  const url = URL.parse(address);
  if (url === null || `${url.protocol}//${url.host}` !== appOrigin) return null;
  let path: string;
  try {
    path = decodeURIComponent(url.pathname);
  } catch {
    return null;
  }
  const segments = path.split("/").slice(1);
  // A whitelist: whatever a file system might read into any other character is not asked.
  const isPlain = segments.every((name) => /^[\w-][\w.-]*$/.test(name));
  return isPlain ? segments.join("/") : null;
}

const refused = (status: number) => new Response(null, { status, headers: securityHeaders });

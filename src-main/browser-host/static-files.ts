import { readdirSync, statSync } from "node:fs";
import { readFile } from "node:fs/promises";
import type { IncomingMessage, ServerResponse } from "node:http";
import { extname, join, sep } from "node:path";
import { pageHeaders } from "#ipc/page-policy.ts";
import { pageTypes } from "#ipc/page-types.ts";

/** The media page is an inner frame of the desk's page; no other page may be framed. */
const framedPage = "/media.html";

/** Files by the path that a browser asks for. */
export type ServedFiles = ReadonlyMap<string, string>;

/**
 * Serves the listed files and nothing else: a path that is not in the list does not exist, however
 * it is written, so nothing outside the folder can be reached. Answers `false` when there is no such
 * file.
 */
export function serveFiles(
  files: ServedFiles,
  connect: readonly string[],
): (request: IncomingMessage, path: string, response: ServerResponse) => Promise<boolean> {
  return async (request, path, response) => {
    const address = path === "/" ? "/index.html" : path;
    const file = files.get(address);
    const type = pageTypes[extname(address)];
    if (file === undefined || type === undefined) return false;
    const content = await readFile(file);
    const isPage = extname(address) === ".html";
    const isNamedByContent = address.startsWith("/assets/");
    const headers = {
      ...pageHeaders({ connect, mayBeFramed: address === framedPage }),
      "Content-Type": type,
      "Cache-Control": isPage ? "no-store" : isNamedByContent ? "max-age=31536000" : "no-cache",
      "Accept-Ranges": "bytes",
    };
    const part = rangeOf(request.headers.range, content.length);
    if (part === null) {
      response.writeHead(200, { ...headers, "Content-Length": content.length });
      response.end(request.method === "HEAD" ? undefined : content);
    } else {
      const [first, last] = part;
      response.writeHead(206, {
        ...headers,
        "Content-Length": last - first + 1,
        "Content-Range": `bytes ${first}-${last}/${content.length}`,
      });
      response.end(request.method === "HEAD" ? undefined : content.subarray(first, last + 1));
    }
    return true;
  };
}

/** @throws the error of `readdir` when the folder cannot be read. */
export function listFiles(folder: string): ServedFiles {
  const found = new Map<string, string>();
  for (const name of readdirSync(folder, { recursive: true, encoding: "utf8" })) {
    const file = join(folder, name);
    if (statSync(file).isFile()) found.set(`/${name.split(sep).join("/")}`, file);
  }
  return found;
}

/** One range of the form `bytes=a-b` or `bytes=a-`, which is what media elements ask to loop a tone. */
function rangeOf(header: string | undefined, length: number): [number, number] | null {
  const match = /^bytes=(\d+)-(\d*)$/.exec(header ?? "");
  if (match === null) return null;
  const first = Number(match[1]);
  const last = match[2] === "" ? length - 1 : Math.min(Number(match[2]), length - 1);
  return first <= last ? [first, last] : null;
}

import type {
  HandlerDetails,
  Session,
  WebContents,
  WebContentsWillFrameNavigateEventParams,
} from "electron";
import type { Report } from "#desk/ports.ts";
import { pageHeaders } from "#ipc/page-policy.ts";
import { isOfOrigin, type Pages } from "./pages.ts";

/** What every page and file of ours is sent with; no frame shows our pages in this host. */
export const securityHeaders = pageHeaders({ connect: [], mayBeFramed: false });

/** Vite's development server inlines styles, runs its client inline, and talks over a WebSocket. */
const developmentPolicy =
  "default-src 'self' 'unsafe-inline'; connect-src 'self' ws:; img-src 'self' data:";

type GuardedSession = Pick<
  Session,
  "setPermissionRequestHandler" | "setPermissionCheckHandler" | "setDevicePermissionHandler"
> & { readonly webRequest: Pick<Session["webRequest"], "onHeadersReceived" | "onBeforeRequest"> };

/**
 * The session grants the microphone to our own pages and nothing to anyone else, loads nothing from
 * anywhere but `pages.origin`, and puts the security headers on every response.
 */
export function guardSession(session: GuardedSession, pages: Pages, isDevelopment = false): void {
  session.setPermissionRequestHandler((_contents, permission, answer, details) => {
    const wanted = "mediaTypes" in details ? (details.mediaTypes ?? []) : [];
    const isMicrophone =
      permission === "media" && wanted.length > 0 && wanted.every((type) => type === "audio");
    answer(isMicrophone && isOfOrigin(details.requestingUrl, pages.origin));
  });
  session.setPermissionCheckHandler(
    (_contents, permission, requestingOrigin, { mediaType }) =>
      permission === "media" &&
      // Where Chromium does not say of which kind, the request that follows does.
      (mediaType === "audio" || mediaType === undefined || mediaType === "unknown") &&
      isOfOrigin(requestingOrigin, pages.origin),
  );
  session.setDevicePermissionHandler(() => false);

  session.webRequest.onBeforeRequest((details, answer) => {
    const mayLoad =
      isOfOrigin(details.url, pages.origin) ||
      /^(data|blob|devtools):/.test(details.url) ||
      (isDevelopment && details.url.startsWith("ws:"));
    answer({ cancel: !mayLoad });
  });
  const headers = isDevelopment
    ? { ...securityHeaders, "Content-Security-Policy": developmentPolicy }
    : securityHeaders;
  const replaced = new Set(Object.keys(headers).map((name) => name.toLowerCase()));
  session.webRequest.onHeadersReceived((details, answer) => {
    const kept = Object.entries(details.responseHeaders ?? {}).filter(
      ([name]) => !replaced.has(name.toLowerCase()),
    );
    answer({ responseHeaders: { ...Object.fromEntries(kept), ...headers } });
  });
}

/** The link as it may be handed to the system's browser; null for all but plain https. */
export function outsideLink(text: string): string | null {
  const link = text.length <= 2_000 ? URL.parse(text) : null;
  if (link?.protocol !== "https:" || link.hostname === "") return null;
  // Credentials in a link serve to make one host look like another.
  return link.username === "" && link.password === "" ? link.href : null;
}

type GuardedContents = Pick<WebContents, "on" | "setWindowOpenHandler" | "getURL">;

/**
 * The window stays on the page it was given: no navigation, no redirect, no new window, no webview.
 * A plain https link is handed to `openOutside`; everything else is refused and reported, without its
 * address, which may hold a customer's number.
 */
export function guardContents(
  contents: GuardedContents,
  openOutside: (url: string) => void,
  report: Report,
): void {
  const stay = (event: Electron.Event<WebContentsWillFrameNavigateEventParams>) => {
    // A page that reloads itself stays where it is.
    if (event.isMainFrame && event.url === contents.getURL()) return;
    event.preventDefault();
    leave(event.url);
  };
  const leave = (url: string) => {
    const link = outsideLink(url);
    if (link === null) report("a window was asked to leave its page; refused");
    else openOutside(link);
  };
  contents.on("will-frame-navigate", stay);
  contents.on("will-redirect", (event) => {
    event.preventDefault();
    report("a page was redirected; refused");
  });
  contents.on("will-attach-webview", (event) => {
    event.preventDefault();
    report("a page asked for a webview; refused");
  });
  contents.setWindowOpenHandler(({ url }: HandlerDetails) => {
    leave(url);
    return { action: "deny" };
  });
}

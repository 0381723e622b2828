import type { Session } from "electron";
import { beforeEach, describe, expect, test } from "vitest";
import { appOrigin } from "#shell/app-protocol.ts";
import { pagesAt } from "#shell/pages.ts";
import { guardContents, guardSession, outsideLink, securityHeaders } from "#shell/security.ts";
import { FakeContents, FakeEvent } from "./stand-in.ts";

type RequestHandler = NonNullable<Parameters<Session["setPermissionRequestHandler"]>[0]>;
type CheckHandler = NonNullable<Parameters<Session["setPermissionCheckHandler"]>[0]>;
type BeforeRequest = NonNullable<Parameters<Session["webRequest"]["onBeforeRequest"]>[0]>;
type HeadersReceived = NonNullable<Parameters<Session["webRequest"]["onHeadersReceived"]>[0]>;

const pages = pagesAt(appOrigin);
const foreign = "https://shop.example";

/** The handlers that `guardSession` installs, ready to be asked. */
function guarded(isDevelopment = false) {
  let request!: RequestHandler;
  let check!: CheckHandler;
  let before!: BeforeRequest;
  let headers!: HeadersReceived;
  let device!: () => boolean;
  const session = {
    setPermissionRequestHandler: (handler: RequestHandler) => void (request = handler),
    setPermissionCheckHandler: (handler: CheckHandler) => void (check = handler),
    setDevicePermissionHandler: (handler: () => boolean) => void (device = handler),
    webRequest: {
      onBeforeRequest: (handler: BeforeRequest) => void (before = handler),
      onHeadersReceived: (handler: HeadersReceived) => void (headers = handler),
    },
  } as unknown as Session;
  guardSession(session, pages, isDevelopment);
  return {
    mayUse(permission: string, url: string, mediaTypes?: string[]): boolean {
      const answers: boolean[] = [];
      request(
        new FakeContents(url).real,
        permission as Parameters<RequestHandler>[1],
        (isGranted) => void answers.push(isGranted),
        { requestingUrl: url, isMainFrame: true, mediaTypes } as Parameters<RequestHandler>[3],
      );
      expect(answers).toHaveLength(1);
      return answers[0] === true;
    },
    mayCheck: (permission: string, origin: string, mediaType?: string) =>
      check(null, permission as Parameters<CheckHandler>[1], origin, {
        mediaType,
      } as unknown as Parameters<CheckHandler>[3]),
    mayUseDevice: () => device(),
    mayLoad(url: string): boolean {
      let isCancelled: boolean | undefined;
      before({ url } as Parameters<BeforeRequest>[0], (answer) => {
        isCancelled = answer.cancel;
      });
      return isCancelled === false;
    },
    headersOf(responseHeaders: Record<string, string[]>) {
      let sent: Record<string, string | string[]> = {};
      headers({ responseHeaders } as Parameters<HeadersReceived>[0], (answer) => {
        sent = answer.responseHeaders ?? {};
      });
      return sent;
    },
  };
}

describe("permissions", () => {
  test("the microphone is for our own pages", () => {
    expect(guarded().mayUse("media", pages.media, ["audio"])).toBe(true);
    expect(guarded().mayCheck("media", `${appOrigin}/`, "audio")).toBe(true);
  });
  test("nobody else's page gets the microphone", () => {
    expect(guarded().mayUse("media", foreign, ["audio"])).toBe(false);
    expect(guarded().mayCheck("media", foreign, "audio")).toBe(false);
  });
  test("a check that does not say which medium is answered for the microphone, ours alone", () => {
    for (const mediaType of [undefined, "unknown"]) {
      expect(guarded().mayCheck("media", `${appOrigin}/`, mediaType)).toBe(true);
      expect(guarded().mayCheck("media", foreign, mediaType)).toBe(false);
      expect(guarded().mayCheck("geolocation", appOrigin, mediaType)).toBe(false);
    }
  });
  test("a page whose address only begins like ours gets nothing", () => {
    for (const url of [`${appOrigin}.example/`, "ringback-app://user@desk/", "", "not a url"]) {
      expect(guarded().mayUse("media", url, ["audio"])).toBe(false);
      expect(guarded().mayCheck("media", url, "audio")).toBe(false);
    }
  });
  test("the camera is refused, alone and beside the microphone", () => {
    expect(guarded().mayUse("media", pages.media, ["video"])).toBe(false);
    expect(guarded().mayUse("media", pages.media, ["audio", "video"])).toBe(false);
    expect(guarded().mayUse("media", pages.media, [])).toBe(false);
    expect(guarded().mayUse("media", pages.media)).toBe(false);
    expect(guarded().mayCheck("media", appOrigin, "video")).toBe(false);
  });
  test.each(["geolocation", "notifications", "display-capture", "midi", "usb", "clipboard-read"])(
    "%s is refused, even to us",
    (permission) => {
      expect(guarded().mayUse(permission, pages.ui, ["audio"])).toBe(false);
      expect(guarded().mayCheck(permission, appOrigin, "audio")).toBe(false);
    },
  );
  test("no device is handed out without asking", () => {
    expect(guarded().mayUseDevice()).toBe(false);
  });
});

describe("requests", () => {
  test("only our own origin is loaded from", () => {
    expect(guarded().mayLoad(`${appOrigin}/assets/index.js`)).toBe(true);
    for (const url of [`${foreign}/x.js`, "http://127.0.0.1:9/", "file:///etc/passwd", "ws://h/"]) {
      expect(guarded().mayLoad(url)).toBe(false);
    }
  });
  test("the development server's socket is let through in development alone", () => {
    expect(guarded(true).mayLoad("ws://localhost:5173/")).toBe(true);
    expect(guarded(false).mayLoad("ws://localhost:5173/")).toBe(false);
  });
  test("every response carries our headers, whatever it brought itself", () => {
    const sent = guarded().headersOf({
      "content-security-policy": ["default-src *"],
      "X-Other": ["kept"],
    });
    expect(sent).toEqual({ ...securityHeaders, "X-Other": ["kept"] });
  });
  test("the policy lets no script run that is not a file of ours", () => {
    const policy = securityHeaders["Content-Security-Policy"];
    expect(policy).toContain("default-src 'none'");
    expect(policy).toMatch(/script-src 'self'(;|$)/);
    expect(policy).toContain("frame-ancestors 'none'");
    expect(policy).not.toContain("unsafe-eval");
  });
});

describe("links", () => {
  test("a plain https link may go to the system's browser", () => {
    expect(outsideLink("https://crm.example/case?id=7")).toBe("https://crm.example/case?id=7");
  });
  test.each([
    "http://crm.example/",
    "file:///etc/passwd",
    "javascript:alert(1)",
    "tel:+15550100",
    "ms-msdt:/id",
    "https://bank.example@evil.example/",
    "https://user:word@crm.example/",
    `https://crm.example/${"x".repeat(2_000)}`,
    "nonsense",
    "",
  ])("%s may not", (link) => {
    expect(outsideLink(link)).toBeNull();
  });
});

describe("a window's contents", () => {
  let contents: FakeContents;
  let opened: string[];
  let reported: string[];
  beforeEach(() => {
    contents = new FakeContents(pages.ui);
    opened = [];
    reported = [];
    guardContents(
      contents.real,
      (url) => void opened.push(url),
      (what) => void reported.push(what),
    );
  });
  const navigate = (url: string, isMainFrame = true) => {
    const event = Object.assign(new FakeEvent(), { url, isMainFrame });
    contents.emit("will-frame-navigate", event);
    return event;
  };

  test("stay on their page: an https link is opened outside instead", () => {
    expect(navigate("https://crm.example/").isPrevented).toBe(true);
    expect(opened).toEqual(["https://crm.example/"]);
  });
  test("refuse any other navigation, in frames too, and report it without the address", () => {
    expect(navigate("file:///etc/passwd").isPrevented).toBe(true);
    expect(navigate("tel:+15550100", false).isPrevented).toBe(true);
    expect(opened).toEqual([]);
    expect(reported).toHaveLength(2);
    expect(reported.join()).not.toContain("15550100");
  });
  test("may load their own page again", () => {
    expect(navigate(pages.ui).isPrevented).toBe(false);
    expect(navigate(pages.ui, false).isPrevented).toBe(true);
  });
  test("follow no redirect and take in no webview", () => {
    for (const name of ["will-redirect", "will-attach-webview"]) {
      const event = new FakeEvent();
      contents.emit(name, event);
      expect(event.isPrevented).toBe(true);
    }
  });
  test("open no window", () => {
    expect(contents.openHandler?.({ url: "https://crm.example/" })).toEqual({ action: "deny" });
    expect(contents.openHandler?.({ url: pages.ui })).toEqual({ action: "deny" });
    expect(opened).toEqual(["https://crm.example/"]);
  });
});

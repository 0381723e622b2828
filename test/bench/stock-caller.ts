import { readFile } from "node:fs/promises";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { extname, join, normalize } from "node:path";
import type { Browser, Page } from "playwright";
import type { Account } from "#contract/account.ts";

const library = join(import.meta.dirname, "../../node_modules/sip.js/lib");

/**
 * A caller as SIP.js's documentation makes one in a page, with the description handler it brings:
 * the microphone is opened for each call, and the INVITE waits until gathering is complete.
 */
const page = `<!doctype html>
<title>stock</title>
<script type="importmap">{ "imports": { "sip.js": "/sip.js/index.js" } }</script>
<button>Call</button>
<script type="module">
  import { Inviter, Registerer, RegistererState, SessionState, UserAgent } from "sip.js";
  const button = document.querySelector("button");
  window.begin = async ({ server, uri, password, iceServers }) => {
    const address = UserAgent.makeURI(uri);
    const agent = new UserAgent({
      uri: address,
      transportOptions: { server },
      authorizationUsername: address.user,
      authorizationPassword: password,
      logBuiltinEnabled: false,
      sessionDescriptionHandlerFactoryOptions: { peerConnectionConfiguration: { iceServers } },
    });
    await agent.start();
    const registerer = new Registerer(agent);
    const registered = new Promise((resolve) =>
      registerer.stateChange.addListener((state) => {
        if (state === RegistererState.Registered) resolve();
      }),
    );
    await registerer.register();
    await registered;
    window.call = (number) => {
      const inviter = new Inviter(agent, UserAgent.makeURI("sip:" + number + "@" + address.host), {
        sessionDescriptionHandlerOptions: { constraints: { audio: true, video: false } },
      });
      window.talking = new Promise((resolve) =>
        inviter.stateChange.addListener((state) => {
          if (state === SessionState.Established) resolve();
        }),
      );
      window.hangUp = () => inviter.bye();
      button.onclick = () => void inviter.invite();
      const clickedAt = performance.timeOrigin + performance.now();
      button.click();
      return clickedAt;
    };
  };
</script>
`;

interface Globals {
  begin(setup: {
    server: string;
    uri: string;
    password: string;
    iceServers: Account["iceServers"];
  }): Promise<void>;
  call(number: string): number;
  talking: Promise<void>;
  hangUp(): Promise<unknown>;
}

/** A registered line in a page of its own, with nothing but SIP.js. */
export interface StockCaller {
  /** Clicks; answers with the wall-clock milliseconds of the click. */
  call(number: string): Promise<number>;
  /** Resolves once the call is answered, with the whole exchange done. */
  talking(): Promise<void>;
  hangUp(): Promise<void>;
  close(): Promise<void>;
}

export async function startStockCaller(
  browser: Browser,
  account: Parameters<Globals["begin"]>[0],
): Promise<StockCaller> {
  const server = createServer((request, response) => {
    const path = new URL(request.url ?? "/", "http://127.0.0.1").pathname;
    if (path === "/") {
      response.setHeader("content-type", "text/html").end(page);
      return;
    }
    readFile(join(library, normalize(path.replace(/^\/sip\.js\//, "/")))).then(
      (text) => {
        const type = extname(path) === ".js" ? "text/javascript" : "application/json";
        response.setHeader("content-type", type).end(text);
      },
      () => response.writeHead(404).end(),
    );
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const context = await browser.newContext();
  const opened = await context.newPage();
  await opened.goto(`http://127.0.0.1:${(server.address() as AddressInfo).port}/`);
  await opened.waitForFunction("window.begin !== undefined");
  await opened.evaluate((setup) => (globalThis as unknown as Globals).begin(setup), account);
  return callerIn(opened, async () => {
    await context.close();
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  });
}

function callerIn(page: Page, close: () => Promise<void>): StockCaller {
  return {
    call: (number) =>
      page.evaluate((called) => (globalThis as unknown as Globals).call(called), number),
    talking: () => page.evaluate(() => (globalThis as unknown as Globals).talking),
    async hangUp() {
      await page.evaluate(async () => {
        await (globalThis as unknown as Globals).hangUp();
      });
    },
    close,
  };
}

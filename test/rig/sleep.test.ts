import { expect, test } from "vitest";
import { hears, listenInPage } from "./support/hearing.ts";
import { PLAIN_PEER } from "./support/numbers.ts";
import { useRigStory } from "./support/story.ts";

const COUNTDOWN_SECONDS = 10;
/** So much that a process must have been stopped, and long past the deadline. */
const SLEEP_MS = 27_000;
const story = useRigStory({ peers: { plain: {} } });

test("a machine that slept past a deadline asks, has its line on a new connection, and calls when told", async () => {
  const { window, rig, product } = story();
  const customer = await story().customer(PLAIN_PEER, COUNTDOWN_SECONDS);
  await window.accept(customer.name);
  await window.countdown.waitFor();
  const { connections } = rig.tap;
  rig.tap.forget();
  process.kill(product.pid, "SIGSTOP");
  await new Promise((resolve) => setTimeout(resolve, SLEEP_MS));
  process.kill(product.pid, "SIGCONT");

  await rig.tap.next("200 REGISTER", "server");
  expect(rig.tap.connections).toBe(connections + 1);
  await window.waitForLine();
  await window.page.getByText("Nothing was dialled").first().waitFor();
  expect(rig.tap.all("INVITE", "product")).toEqual([]);

  await window.button("Call").click();
  await window.waitForCall("talking");
  await hears(() => rig.peer("plain").listen(), "440 Hz");
  await hears(() => listenInPage(window), "1000 Hz");
  await window.button("Hang up").click();
  expect(await story().attemptOf(customer)).toMatchObject({ how: "agent", outcome: "answered" });
  await story().showsEnd("Answered", PLAIN_PEER, { sip: 200, isTalked: true });
});

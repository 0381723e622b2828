import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import type { Frame, Page } from "playwright";
import { launchChromium } from "#test/support/agent-window.ts";
import { ANSWERS, callback } from "#test/support/records.ts";
import { beginStory, closeBrowser } from "#test/support/story.ts";
import { quantile, row, type Row } from "./report.ts";

/** What any page needs for its first sound: a microphone, and two connections that find each other. */
const barePage = `<!doctype html><title>bare</title><script type="module">
  const { mediaDevices } = navigator;
  const [track] = (await mediaDevices.getUserMedia({ audio: true })).getTracks();
  const [here, there] = [new RTCPeerConnection(), new RTCPeerConnection()];
  here.onicecandidate = ({ candidate }) => there.addIceCandidate(candidate);
  there.onicecandidate = ({ candidate }) => here.addIceCandidate(candidate);
  here.addTrack(track);
  await here.setLocalDescription();
  await there.setRemoteDescription(here.localDescription);
  await there.setLocalDescription();
  await here.setRemoteDescription(there.localDescription);
  globalThis.keptPeers = [there];
</script>`;

/**
 * From the moment the page of a live call is loaded anew until sound has passed both ways again, its
 * far end having been offered the fresh connection; beside a bare page that opens a microphone and
 * connects to itself.
 */
export async function windowLost(runs: number): Promise<Row[]> {
  const story = await beginStory({
    records: [callback({ id: "lost-1", name: "Lee Lost", numbers: [ANSWERS], timeoutSeconds: 0 })],
  });
  const window = story.window();
  await window.accept("Lee Lost");
  await window.button("Call").click();
  await window.waitForCall("talking");
  const bare = await openBare();
  const ours: number[] = [];
  const bares: number[] = [];
  for (let n = 0; n < Math.min(runs, 10); n += 1) {
    ours.push(await reloadedMs(window.page, () => window.mediaFrame));
    await window.waitForCall("talking");
    bares.push(await reloadedMs(bare.page, () => bare.page.mainFrame()));
  }
  await window.button("Hang up").click();
  await window.wrapUp.waitFor();
  await bare.close();
  await story.end();
  await closeBrowser();
  const compared = { name: "bare page that connects to itself", value: quantile(bares, 0.5) };
  return [
    row(
      "page lost in mid call to sound both ways, median",
      quantile(ours, 0.5),
      "ms",
      compared,
      null,
    ),
    row(
      "page lost in mid call to sound both ways, worst",
      Math.max(...ours),
      "ms",
      compared,
      2_000,
    ),
  ];
}

async function reloadedMs(page: Page, frame: () => Frame): Promise<number> {
  const startedAt = performance.now();
  await page.reload({ waitUntil: "commit" });
  // There is no frame yet, or one that is just being replaced and answers nothing.
  const isHeard = async () => hasSound(frame());
  while (!(await isHeard().catch(() => false))) await page.waitForTimeout(10);
  return performance.now() - startedAt;
}

/** Whether a connection of the frame has carried sound in every direction that it has. */
function hasSound(frame: Frame): Promise<boolean> {
  return frame.evaluate(async () => {
    const { keptPeers = [] } = globalThis as unknown as { keptPeers?: RTCPeerConnection[] };
    const reports = await Promise.all(keptPeers.map((peer) => peer.getStats()));
    const streams = reports.flatMap((report) =>
      [...(report.values() as Iterable<RTCStats & Record<string, number>>)].filter(({ type }) =>
        ["inbound-rtp", "outbound-rtp"].includes(type),
      ),
    );
    const carried = ({ packetsReceived = 0, packetsSent = 0 }: Record<string, number>) =>
      packetsReceived + packetsSent;
    return streams.length > 0 && streams.every((stream) => carried(stream) > 0);
  });
}

async function openBare(): Promise<{ readonly page: Page; close(): Promise<void> }> {
  const server = createServer((_request, response) =>
    response.setHeader("content-type", "text/html").end(barePage),
  );
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const browser = await launchChromium();
  const page = await browser.newPage();
  await page.goto(`http://127.0.0.1:${(server.address() as AddressInfo).port}/`);
  return {
    page,
    async close() {
      await browser.close();
      server.close();
    },
  };
}

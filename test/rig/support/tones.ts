import type { AgentWindow } from "#test/support/agent-window.ts";

/** The tones that main has asked the media window for from now on; null stands for silence. */
export async function watchTones(window: AgentWindow): Promise<() => readonly (string | null)[]> {
  const tones: (string | null)[] = [];
  const session = await window.page.context().newCDPSession(window.page);
  session.on("Network.webSocketFrameReceived", ({ response }) => {
    const asked = /"tone":(?:"(\w+)"|null)/.exec(response.payloadData);
    if (asked !== null) tones.push(asked[1] ?? null);
  });
  await session.send("Network.enable");
  return () => tones;
}

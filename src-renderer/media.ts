import { connectMediaBridge } from "./host/connect.ts";
import { serveMedia } from "./media/serve-media.ts";

const isProcessed = new URLSearchParams(location.search).get("processing") !== "off";

serveMedia(await connectMediaBridge(), {
  isProcessed,
  // Nobody looks at this window; its console ends in the host's log. What is said names no customer.
  // eslint-disable-next-line no-console
  report: (what, error) => console.warn(what, error),
});

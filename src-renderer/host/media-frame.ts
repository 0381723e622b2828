/**
 * Adds the media page as an unseen inner frame, where no other window plays its part: in the browser
 * host. Does nothing under a preload script, whose host opens a media window of its own. Call it
 * after `connectBridge`, which gets the cookie that the frame needs too.
 */
export function addMediaFrame(document: Document): void {
  if (document.defaultView?.bridge !== undefined) return;
  const frame = document.createElement("iframe");
  frame.src = `media.html${document.location.search}`;
  frame.title = "Audio";
  frame.allow = "microphone; autoplay";
  frame.tabIndex = -1;
  frame.ariaHidden = "true";
  // Not `display: none`: browsers may stop timers and sound in a frame that is not laid out.
  Object.assign(frame.style, {
    position: "fixed",
    inset: "auto 0 0 auto",
    width: "1px",
    height: "1px",
    border: "0",
    opacity: "0",
    pointerEvents: "none",
  });
  document.body.append(frame);
}

import { ensureRunning, outletOf, sourceOf, type SoundGraph } from "./graph.ts";
import type { Uplink } from "./uplink.ts";

/** The next piece of a recording, as main is told it. */
export interface Piece {
  readonly sequence: number;
  readonly chunk: string;
  readonly isLast: boolean;
}

/** Recording both sides of a session. */
export interface Recording {
  /** Ends it; the last piece follows. Idempotent. */
  stop(): void;
}

const PIECE_MS = 1_000;
const BITS_PER_SECOND = 48_000;
/** `String.fromCharCode` takes its bytes as arguments, of which a call may not have too many. */
const BYTES_AT_ONCE = 8_192;

/**
 * Records until stopped: on the left what the far end is sent, whatever that becomes, on the right what it
 * sends. @throws MediaProblem when the browser does not let the graph run: there would be nothing on it.
 */
export async function startRecording(options: {
  graph: SoundGraph;
  uplink: Uplink;
  remote: MediaStreamTrack;
  tell: (piece: Piece) => void;
  report: (what: string, error: unknown) => void;
}): Promise<Recording> {
  const { graph, uplink, remote, tell, report } = options;
  const { context, release } = graph.use();
  try {
    await ensureRunning(context);
  } catch (error) {
    release();
    throw error;
  }
  const sides = new ChannelMergerNode(context, { numberOfInputs: 2 });
  const { node, track: both } = outletOf(context, 2);
  sides.connect(node);
  const right = sourceOf(context, remote);
  right.connect(sides, 0, 1);
  let left = sourceOf(context, uplink.track());
  left.connect(sides, 0, 0);
  const stopFollowing = uplink.onChange((track) => {
    left.disconnect();
    left = sourceOf(context, track);
    left.connect(sides, 0, 0);
  });

  const recorder = new MediaRecorder(new MediaStream([both]), {
    mimeType: "audio/webm;codecs=opus",
    audioBitsPerSecond: BITS_PER_SECOND,
  });
  let sequence = 0;
  let telling: Promise<unknown> = Promise.resolve();

  /** Reading a piece takes its time; they are told in order all the same. */
  function next(piece: Blob, isLast: boolean): void {
    // One that cannot be read is missing from the numbers, so that main sees the gap.
    const own = sequence;
    sequence += 1;
    telling = telling
      .then(async () => {
        tell({ sequence: own, chunk: textOf(await piece.arrayBuffer()), isLast });
      })
      .catch((error: unknown) => report("a piece of a recording was lost", error));
  }

  recorder.addEventListener("dataavailable", ({ data }) => {
    if (data.size > 0) next(data, false);
  });
  recorder.addEventListener("error", (event) => report("the recorder failed", event));
  recorder.addEventListener("stop", () => {
    next(new Blob(), true);
    stopFollowing();
    left.disconnect();
    right.disconnect();
    sides.disconnect();
    both.stop();
    release();
  });
  recorder.start(PIECE_MS);
  return {
    stop() {
      if (recorder.state !== "inactive") recorder.stop();
    },
  };
}

function textOf(buffer: ArrayBuffer): string {
  const bytes = new Uint8Array(buffer);
  let text = "";
  for (let start = 0; start < bytes.length; start += BYTES_AT_ONCE) {
    text += String.fromCharCode(...bytes.subarray(start, start + BYTES_AT_ONCE));
  }
  return btoa(text);
}

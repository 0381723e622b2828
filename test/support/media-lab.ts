import type { Page } from "playwright";

/** A device that exists in one page alone: a microphone hums one tone, a speaker is only a name. */
export interface LabDevice {
  readonly kind: "audioinput" | "audiooutput";
  readonly label: string;
  /** Frequency of a microphone; without it, it is silent. */
  readonly hertz?: number;
  /** Amplitude of the tone, 0.35 unless told. */
  readonly amplitude?: number;
}

interface Lab {
  /** Every track that was opened or cloned. */
  readonly tracks: MediaStreamTrack[];
  readonly contexts: AudioContext[];
  readonly elements: HTMLAudioElement[];
  /** What `getUserMedia` was asked for. */
  readonly asked: MediaTrackConstraints[];
  plug(device: LabDevice): void;
  unplug(label: string): void;
  setTone(label: string, hertz: number, amplitude: number): void;
  amplitude(track: MediaStreamTrack, hertz: readonly number[]): Promise<number[]>;
}

declare global {
  var lab: Lab;
  var opened: MediaStreamTrack[];
  var connections: RTCPeerConnection[];
  var sockets: WebSocket[];
}

/**
 * Runs in the page before its own scripts: keeps account of all that is opened there, and with
 * `devices` puts a bench of such devices in the place of the machine's. The first of a kind is the default.
 */
export function installLab(devices: readonly LabDevice[] | null): void {
  const tracks: MediaStreamTrack[] = [];
  const contexts: AudioContext[] = [];
  const elements: HTMLAudioElement[] = [];
  const asked: MediaTrackConstraints[] = [];
  const bench: { device: LabDevice; oscillator: OscillatorNode | null; gain: GainNode | null }[] =
    [];
  const Context = AudioContext;
  let workshop: AudioContext | null = null;
  const own = (): AudioContext => (workshop ??= new Context());

  globalThis.AudioContext = class extends Context {
    constructor(options?: AudioContextOptions) {
      super(options);
      contexts.push(this);
    }
  };
  globalThis.Audio = class extends Audio {
    constructor(address?: string) {
      super(address);
      elements.push(this);
    }
  };
  // Called with its track below, as the browser itself would.
  // eslint-disable-next-line @typescript-eslint/unbound-method
  const clone = MediaStreamTrack.prototype.clone;
  MediaStreamTrack.prototype.clone = function (this: MediaStreamTrack) {
    const copy = dress(clone.call(this), this);
    tracks.push(copy);
    return copy;
  };

  /** Gives a track of ours the name and the settings of its device. */
  function dress(track: MediaStreamTrack, like: MediaStreamTrack | LabDevice): MediaStreamTrack {
    const label = like.label;
    if (!bench.some(({ device }) => device.label === label)) return track;
    Object.defineProperty(track, "label", { value: label, configurable: true });
    const isDefault = like instanceof MediaStreamTrack ? like.getSettings().deviceId : null;
    const deviceId = isDefault ?? `id of ${label}`;
    track.getSettings = () => ({ deviceId, groupId: label });
    return track;
  }

  function plug(device: LabDevice): void {
    bench.push({ device, oscillator: null, gain: null });
    navigator.mediaDevices.dispatchEvent(new Event("devicechange"));
  }

  function unplug(label: string): void {
    bench.splice(
      bench.findIndex(({ device }) => device.label === label),
      1,
    );
    for (const track of tracks.filter((each) => each.label === label)) {
      if (track.readyState === "ended") continue;
      track.stop();
      track.dispatchEvent(new Event("ended"));
    }
    navigator.mediaDevices.dispatchEvent(new Event("devicechange"));
  }

  function open(constraints: MediaTrackConstraints): MediaStream {
    const wanted = (constraints.deviceId as { exact?: string } | undefined)?.exact ?? null;
    const entry = bench.find(
      ({ device }) =>
        device.kind === "audioinput" && (wanted === null || wanted === `id of ${device.label}`),
    );
    if (entry === undefined) throw new DOMException("", "NotFoundError");
    const context = own();
    const { hertz, amplitude = 0.35 } = entry.device;
    if (entry.gain === null) {
      entry.oscillator = new OscillatorNode(context, { frequency: hertz ?? 440 });
      entry.gain = new GainNode(context, { gain: hertz === undefined ? 0 : amplitude });
      entry.oscillator.connect(entry.gain);
      entry.oscillator.start();
    }
    const out = new MediaStreamAudioDestinationNode(context, { channelCount: 1 });
    entry.gain.connect(out);
    for (const track of out.stream.getTracks()) {
      dress(track, entry.device);
      if (wanted === null) {
        track.getSettings = () => ({ deviceId: "default", groupId: entry.device.label });
      }
    }
    return out.stream;
  }

  const openReal = navigator.mediaDevices.getUserMedia.bind(navigator.mediaDevices);
  navigator.mediaDevices.getUserMedia = async (wanted) => {
    const audio = typeof wanted?.audio === "object" ? wanted.audio : {};
    asked.push(audio);
    // As long as a headset takes: whoever lets go of one device before the next is open, is heard to.
    if (devices !== null) await new Promise((resolve) => setTimeout(resolve, 300));
    const stream = devices === null ? await openReal(wanted) : open(audio);
    tracks.push(...stream.getTracks());
    opened.push(...stream.getTracks());
    return stream;
  };
  if (devices !== null) {
    for (const device of devices) bench.push({ device, oscillator: null, gain: null });
    navigator.mediaDevices.enumerateDevices = () => {
      const infos = bench.map(({ device: { kind, label } }) => ({
        kind,
        label,
        deviceId: `id of ${label}`,
        groupId: label,
      }));
      const defaults = (["audioinput", "audiooutput"] as const).flatMap((kind) => {
        const first = infos.find((info) => info.kind === kind);
        if (first === undefined) return [];
        return [{ ...first, deviceId: "default", label: `Default - ${first.label}` }];
      });
      return Promise.resolve([...defaults, ...infos] as MediaDeviceInfo[]);
    };
    const sinks = new WeakMap<HTMLMediaElement, string>();
    HTMLMediaElement.prototype.setSinkId = function (this: HTMLMediaElement, sink: string) {
      const isThere = sink === "" || bench.some(({ device }) => `id of ${device.label}` === sink);
      if (isThere) sinks.set(this, sink);
      return isThere ? Promise.resolve() : Promise.reject(new DOMException("", "NotFoundError"));
    };
    Object.defineProperty(HTMLMediaElement.prototype, "sinkId", {
      get(this: HTMLMediaElement) {
        return sinks.get(this) ?? "";
      },
    });
  }

  const gauges = new WeakMap<MediaStreamTrack, AnalyserNode>();
  /** Amplitudes of these frequencies in the track, over the last 0.7 s (Goertzel with a Hann window). */
  async function amplitude(track: MediaStreamTrack, hertz: readonly number[]): Promise<number[]> {
    const context = own();
    await context.resume();
    let gauge = gauges.get(track);
    if (gauge === undefined) {
      gauge = new AnalyserNode(context, { fftSize: 32_768 });
      context.createMediaStreamSource(new MediaStream([track])).connect(gauge);
      gauges.set(track, gauge);
    }
    const samples = new Float32Array(gauge.fftSize);
    await new Promise((resolve) =>
      setTimeout(resolve, (1_000 * samples.length) / context.sampleRate + 50),
    );
    gauge.getFloatTimeDomainData(samples);
    return hertz.map((each) => {
      const step = (2 * Math.PI * each) / context.sampleRate;
      let real = 0;
      let imaginary = 0;
      samples.forEach((sample, index) => {
        const windowed = sample * (1 - Math.cos((2 * Math.PI * index) / samples.length));
        real += windowed * Math.cos(step * index);
        imaginary += windowed * Math.sin(step * index);
      });
      return (2 * Math.hypot(real, imaginary)) / samples.length;
    });
  }

  Object.assign(globalThis, {
    opened: [],
    connections: [],
    sockets: [],
    lab: {
      tracks,
      contexts,
      elements,
      asked,
      plug,
      unplug,
      amplitude,
      setTone(label: string, hertz: number, level: number) {
        const entry = bench.find(
          ({ device }) => device.kind === "audioinput" && device.label === label,
        );
        if (entry?.oscillator) entry.oscillator.frequency.value = hertz;
        if (entry?.gain) entry.gain.gain.value = level;
      },
    } satisfies Lab,
  });
  globalThis.WebSocket = class extends WebSocket {
    constructor(address: string | URL) {
      super(address);
      sockets.push(this);
    }
  };
  globalThis.RTCPeerConnection = class extends RTCPeerConnection {
    constructor(configuration?: RTCConfiguration) {
      super(configuration);
      connections.push(this);
    }
  };
}

/** Quieter than this is no tone: what a codec leaves beside the tones it carries. */
const AUDIBLE = 0.01;

/** Which of these frequencies the page hears on its nth connection. */
export async function hears(page: Page, nth: number, among: readonly number[]): Promise<number[]> {
  const amplitudes = await page.evaluate(
    ([index, hertz]) => {
      const track = connections[index]?.getReceivers()[0]?.track;
      if (track === undefined) throw new Error("there is no such connection");
      return lab.amplitude(track, hertz);
    },
    [nth, among] as const,
  );
  return among.filter((_, index) => (amplitudes[index] ?? 0) > AUDIBLE);
}

/** What is open in the page and would have to be closed by now. */
export const openThings = (page: Page) =>
  page.evaluate(() => ({
    tracks: lab.tracks.filter((track) => track.readyState === "live").length,
    contexts: lab.contexts.filter((context) => context.state !== "closed").length,
    connections: connections.filter((each) => each.signalingState !== "closed").length,
    elements: lab.elements.filter((element) => !element.paused || element.srcObject !== null)
      .length,
  }));

/** Whether what `getUserMedia` gave is still open. */
export const trackStates = (page: Page) =>
  page.evaluate(() => opened.map((track) => track.readyState));

/** Signalling states of the connections made. */
export const connectionStates = (page: Page) =>
  page.evaluate(() => connections.map((connection) => connection.signalingState));

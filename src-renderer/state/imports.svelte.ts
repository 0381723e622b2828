import type { ImportFormat, ImportPurpose, ImportView } from "#contract/imports.ts";
import type { Bridge } from "#contract/ipc.ts";
import { feed } from "./file-feed.ts";
import type { Notices } from "./notices.svelte.ts";

/**
 * The import as this window knows it: the file that was chosen here, and main's word on the one
 * import there is.
 * ```txt
 * choosing --file--> looking --told--> looked --import--> keeping --ended--> ended --seen--> choosing
 * ```
 */
export class Imports {
  /** The modal is shown; an import goes on without it. */
  isShown = $state(false);
  /** Main's word; null when nothing was imported, or it has been seen. */
  view = $state.raw<ImportView | null>(null);
  /** The file chosen in this window. */
  file = $state.raw<File | null>(null);
  format = $state<ImportFormat>("auto");
  /** The file could not be read to its end: it was moved, changed or taken away. */
  isFileLost = $state(false);
  /** Asked for and not begun yet. */
  isBeginning = $state(false);
  readonly #bridge: Bridge;
  readonly #notices: Notices;

  constructor(bridge: Bridge, notices: Notices) {
    this.#bridge = bridge;
    this.#notices = notices;
  }

  start(): () => void {
    const stops = [
      this.#bridge.subscribe("import.changed", ({ view }) => this.#take(view)),
      this.#bridge.onConnection((isConnected) => {
        if (isConnected) void this.#read();
      }),
    ];
    return () => stops.forEach((stop) => stop());
  }

  /** True while a file is read, whatever for. */
  get isReading(): boolean {
    return this.view?.at === "reading";
  }

  show(): void {
    this.isShown = true;
  }

  /** Hides the modal. What only looks ends with it; what imports goes on. */
  async hide(): Promise<void> {
    this.isShown = false;
    if (this.view?.at === "reading" && this.view.purpose === "look") await this.cancel();
    if (this.view !== null && this.view.at !== "reading") await this.forget();
  }

  /** Takes a file and looks through it. */
  async choose(file: File): Promise<void> {
    this.isShown = true;
    if (this.isReading || this.isBeginning) return;
    this.file = file;
    await this.#begin("look");
  }

  async chooseFormat(format: ImportFormat): Promise<void> {
    this.format = format;
    if (this.view?.at === "looked" && this.file !== null) await this.#begin("look");
  }

  /** Imports the file that was looked through. */
  async keep(): Promise<void> {
    if (this.file !== null) await this.#begin("keep");
  }

  async cancel(): Promise<void> {
    const { view } = this;
    if (view?.at === "reading") await this.#bridge.invoke("import.cancel", { id: view.id });
  }

  /** How it ended has been seen; another file may be chosen. */
  async forget(): Promise<void> {
    const { view } = this;
    this.file = null;
    this.isFileLost = false;
    if (view !== null) await this.#bridge.invoke("import.forget", { id: view.id });
  }

  async #begin(purpose: ImportPurpose): Promise<void> {
    const { file, format } = this;
    if (file === null || this.isBeginning) return;
    this.isBeginning = true;
    this.isFileLost = false;
    const named = { name: file.name.slice(-1_000), totalBytes: file.size, format };
    const opened = await this.#bridge.invoke("import.open", { ...named, purpose });
    this.isBeginning = false;
    if (!opened.ok) {
      this.#notices.refused(opened.refusal);
      return;
    }
    const { id } = opened.value;
    const fed = await feed(this.#bridge, id, file);
    if (fed.is === "unreadable") this.isFileLost = true;
    // Refused because it has ended already: then main says how.
    if (fed.is !== "fed") await this.#bridge.invoke("import.cancel", { id });
  }

  async #read(): Promise<void> {
    const reply = await this.#bridge.invoke("import.read", {});
    if (reply.ok) this.#take(reply.value);
  }

  #take(view: ImportView | null): void {
    this.view = view;
    // A page that was loaded anew has lost its file, and the import ended with it: that is told.
    if (view?.at === "cancelled" && view.by === "window-gone") this.isShown = true;
  }
}

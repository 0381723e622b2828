export type Theme = "system" | "light" | "dark";

/** Any text as a theme; what is none is the system's. */
export const themeOf = (text: string | null): Theme =>
  text === "light" || text === "dark" ? text : "system";

/** Read by `first-paint.js` before anything is drawn. */
const STORED_AS = "ringback.theme";

/** The agent's choice of light or dark; `system` follows the machine. Kept on this computer. */
export class ThemeChoice {
  theme = $state<Theme>("system");
  readonly #root: HTMLElement;
  readonly #storage: Storage;

  constructor(root: HTMLElement, storage: Storage) {
    this.#root = root;
    this.#storage = storage;
    this.theme = themeOf(storage.getItem(STORED_AS));
  }

  choose(theme: Theme): void {
    this.theme = theme;
    if (theme === "system") {
      delete this.#root.dataset.theme;
      this.#storage.removeItem(STORED_AS);
    } else {
      this.#root.dataset.theme = theme;
      this.#storage.setItem(STORED_AS, theme);
    }
  }
}

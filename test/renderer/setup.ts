import "@testing-library/jest-dom/vitest";

/**
 * jsdom lays nothing out. A list that draws only what is in sight must be told how high things are:
 * the listbox is 600 px, a row 58, and everything stands somewhere.
 */
class Layout implements ResizeObserver {
  readonly #tell: ResizeObserverCallback;

  constructor(tell: ResizeObserverCallback) {
    this.#tell = tell;
  }

  observe(target: Element): void {
    const height = target.getAttribute("role") === "listbox" ? 600 : 58;
    const contentRect = { width: 300, height } as DOMRectReadOnly;
    queueMicrotask(() => this.#tell([{ target, contentRect } as ResizeObserverEntry], this));
  }

  unobserve(): void {
    // Nothing changes its size here.
  }

  disconnect(): void {
    // Nothing changes its size here.
  }
}

globalThis.ResizeObserver = Layout;
globalThis.CSS = {
  ...globalThis.CSS,
  escape: (text: string) => text.replaceAll(/[^\w-]/g, "\\$&"),
};
Object.defineProperty(HTMLElement.prototype, "offsetParent", {
  get(this: HTMLElement) {
    return this.parentElement;
  },
});
Element.prototype.scrollTo = () => undefined;
Element.prototype.getAnimations = () => [];

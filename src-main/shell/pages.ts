/** Where our own pages are; nothing else may run in our windows or speak to main. */
export interface Pages {
  /** Scheme and host without a trailing slash. */
  readonly origin: string;
  readonly ui: string;
  readonly media: string;
}

export function pagesAt(origin: string): Pages {
  return { origin, ui: `${origin}/index.html`, media: `${origin}/media.html` };
}

/**
 * True when `url` is of `origin`. Written out because `URL.origin` is "null" for any scheme that is
 * not the web's own, and so would make every such page look alike.
 */
export function isOfOrigin(url: string, origin: string): boolean {
  const read = URL.parse(url);
  return (
    read !== null &&
    read.username === "" &&
    read.password === "" &&
    `${read.protocol}//${read.host}` === origin
  );
}

/** True when `url` is that page, whatever its query and fragment. */
export function isPage(url: string, page: string): boolean {
  const read = URL.parse(url);
  const wanted = URL.parse(page);
  return (
    read !== null &&
    wanted !== null &&
    isOfOrigin(url, `${wanted.protocol}//${wanted.host}`) &&
    read.pathname === wanted.pathname
  );
}

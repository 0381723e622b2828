/**
 * Headers that both hosts send with every page: scripts, styles and sounds of our own only, nothing
 * inline but style attributes (the widget library positions its popovers with them), and no frame
 * of anybody else's. `connect` names the WebSocket origins beside the page's own.
 */
export function pageHeaders(options: {
  connect: readonly string[];
  mayBeFramed: boolean;
}): Readonly<Record<string, string>> {
  return {
    "Content-Security-Policy": contentSecurityPolicy(options),
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Permissions-Policy": "microphone=(self), autoplay=(self), camera=(), geolocation=()",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
  };
}

function contentSecurityPolicy(options: {
  connect: readonly string[];
  mayBeFramed: boolean;
}): string {
  const directives = {
    "default-src": "'none'",
    "script-src": "'self'",
    "style-src": "'self'",
    "style-src-attr": "'unsafe-inline'",
    "img-src": "'self' data:",
    "font-src": "'self'",
    "media-src": "'self'",
    "connect-src": ["'self'", ...options.connect].join(" "),
    "frame-src": "'self'",
    "frame-ancestors": options.mayBeFramed ? "'self'" : "'none'",
    "base-uri": "'none'",
    "form-action": "'none'",
  };
  return Object.entries(directives)
    .map(([name, sources]) => `${name} ${sources}`)
    .join("; ");
}

/** More stops than this no server asks for in earnest. */
const MOST_ROUTES = 8;

/** The values of `Service-Route` (RFC 3608), one address each, as they came. */
export function readServiceRoute(headers: readonly string[]): string[] {
  const addresses = headers.flatMap(
    (header) => header.match(/<[^<>\s]{1,500}>[^,<>\s]{0,200}/g) ?? [],
  );
  return addresses.slice(0, MOST_ROUTES);
}

/** The first stops of a request: the outbound proxy, then where the registrar wants it to go. */
export function routeSet(
  outboundProxy: string | undefined,
  serviceRoute: readonly string[],
): string[] {
  if (outboundProxy === undefined) return [...serviceRoute];
  const proxy = /;lr(?:[;=]|$)/i.test(outboundProxy) ? outboundProxy : `${outboundProxy};lr`;
  const isNamed = serviceRoute[0] !== undefined && hostOf(serviceRoute[0]) === hostOf(proxy);
  return isNamed ? [...serviceRoute] : [`<${proxy}>`, ...serviceRoute];
}

const hostOf = (uri: string): string | undefined =>
  /sips?:(?:[^@]*@)?([^;>]+)/i.exec(uri)?.[1]?.toLowerCase();

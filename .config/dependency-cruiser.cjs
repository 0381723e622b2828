/* The floors of the house: who may import whom. A breach fails `npm run check`. */
const rooms = {
  core: [],
  contract: ["core"],
  desk: ["core", "contract"],
  store: ["core", "contract", "desk"],
  sip: ["core", "contract", "desk"],
  ipc: ["core", "contract", "desk"],
  formats: ["core"],
  numbers: ["core", "desk"],
  settings: ["core", "contract", "desk"],
  recordings: ["desk"],
  intake: ["core", "contract", "desk", "formats"],
  demo: ["core", "contract", "desk", "intake", "sip"],
  "browser-host": ["core", "contract", "desk", "ipc"],
  shell: ["core", "contract", "desk", "ipc"],
  cli: ["core", "contract", "desk", "store", "intake", "formats", "numbers", "settings", "demo"],
};

/* Where every sentence comes from that a person sees, compiled: one catalogue, for the windows and for what main draws itself. */
const catalogue = "^src-renderer/messages/";
const drawing = ["shell"];

/* npm packages a room may use; rooms not named use none. */
const packages = {
  contract: ["valibot"],
  store: ["better-sqlite3", "@types/better-sqlite3"],
  intake: ["papaparse", "@types/papaparse", "chardet", "iconv-lite"],
  sip: ["sip\\.js", "ws", "@types/ws", "sdp-transform", "@types/sdp-transform"],
  numbers: ["libphonenumber-js"],
  settings: ["valibot"],
  ipc: ["valibot"],
  demo: ["ws", "@types/ws", "werift"],
  "browser-host": ["ws", "@types/ws"],
  shell: ["electron"],
};

const roomRules = Object.entries(rooms).map(([room, may]) => ({
  name: `${room}-imports-only-its-floor`,
  comment: `src-main/${room} may import ${may.length === 0 ? "nothing else" : may.join(", ")}.`,
  severity: "error",
  from: { path: `^src-main/${room}/` },
  to: {
    path: "^(src-main|src-renderer|test)/",
    pathNot: [
      ...[room, ...may].map((name) => `^src-main/${name}/`),
      ...(drawing.includes(room) ? [catalogue] : []),
    ],
  },
}));

const packageRules = Object.keys(rooms).map((room) => ({
  name: `${room}-uses-only-its-library`,
  severity: "error",
  from: { path: `^src-main/${room}/` },
  to: {
    path: "node_modules/",
    pathNot: (packages[room] ?? ["^$"]).map((name) => `node_modules/${name}(/|$)`),
  },
}));

module.exports = {
  forbidden: [
    { name: "no-circles", severity: "error", from: {}, to: { circular: true } },
    { name: "no-unresolvable", severity: "error", from: {}, to: { couldNotResolve: true } },
    ...roomRules,
    ...packageRules,
    {
      name: "pure-floors-touch-no-system",
      comment: "core, contract, desk and formats run anywhere: no Node module.",
      severity: "error",
      from: { path: "^src-main/(core|contract|desk|formats)/" },
      to: { dependencyTypes: ["core"] },
    },
    {
      name: "renderer-imports-the-contract-alone",
      severity: "error",
      from: { path: "^src-renderer/" },
      to: { path: "^src-main/", pathNot: "^src-main/(contract|core)/" },
    },
    {
      name: "leaf-components-know-no-domain",
      severity: "error",
      from: { path: "^src-renderer/ui/" },
      to: { path: "^(src-main|src-renderer/(views|call|queue|state|media))/" },
    },
    {
      name: "domain-components-know-no-views",
      severity: "error",
      from: { path: "^src-renderer/(call|queue)/" },
      to: { path: "^src-renderer/(views|media)/" },
    },
    {
      name: "preload-is-a-wire",
      severity: "error",
      from: { path: "^src-main/preload\\.ts$" },
      to: { path: "^src-main/", pathNot: "^src-main/(contract|core)/" },
    },
    {
      name: "electron-only-in-the-shell",
      severity: "error",
      from: {
        path: "^(src-main|src-renderer)/",
        pathNot: "^src-main/(shell/|main\\.ts|preload\\.ts)",
      },
      to: { path: "node_modules/electron/" },
    },
    {
      name: "sip-js-only-in-sip",
      comment: "SIP.js has faults that one room knows and mends; whoever needs it asks there.",
      severity: "error",
      from: { path: "^(src-main|src-renderer)/", pathNot: "^src-main/sip/" },
      to: { path: "node_modules/sip\\.js/" },
    },
    {
      name: "source-never-imports-test",
      severity: "error",
      from: { path: "^src-" },
      to: { path: "^test/" },
    },
    {
      name: "no-dots-across-floors",
      comment: "Another room is reached by its #name, so that a path tells the floor.",
      severity: "error",
      from: { path: "^src-main/([^/]+)/" },
      to: {
        path: "^src-main/[^/]+/",
        pathNot: "^src-main/$1/",
        dependencyTypes: ["local"],
        dependencyTypesNot: ["aliased", "aliased-subpath-import"],
      },
    },
  ],
  options: {
    doNotFollow: { path: ["node_modules", catalogue] },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: "tsconfig.json" },
    enhancedResolveOptions: {
      exportsFields: ["exports"],
      conditionNames: ["svelte", "import", "node", "default", "types"],
      extensions: [".ts", ".js", ".svelte", ".json", ".mjs", ".cjs"],
    },
  },
};

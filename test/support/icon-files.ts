/** Square PNG pictures of one icon, by their width in pixels. */
export type Pictures = ReadonlyMap<number, Buffer>;

function picture(pictures: Pictures, width: number): Buffer {
  const png = pictures.get(width);
  if (png === undefined) throw new Error(`the icon has no picture of ${width} pixels`);
  return png;
}

const icoWidths = [16, 24, 32, 48, 64, 128, 256];

/** A Windows icon that holds its pictures as PNG, as Windows reads them since Vista. */
export function icoOf(pictures: Pictures): Buffer {
  const header = Buffer.alloc(6);
  header.writeUInt16LE(1, 2);
  header.writeUInt16LE(icoWidths.length, 4);
  let offset = header.length + icoWidths.length * 16;
  const entries = icoWidths.map((width) => {
    const png = picture(pictures, width);
    const entry = Buffer.alloc(16);
    // One byte each for width and height, where 0 stands for 256.
    entry.writeUInt8(width % 256, 0);
    entry.writeUInt8(width % 256, 1);
    entry.writeUInt16LE(1, 4);
    entry.writeUInt16LE(32, 6);
    entry.writeUInt32LE(png.length, 8);
    entry.writeUInt32LE(offset, 12);
    offset += png.length;
    return entry;
  });
  return Buffer.concat([header, ...entries, ...icoWidths.map((width) => picture(pictures, width))]);
}

/** Apple's names for the pictures that may be PNG; those of double density come beside the plain ones. */
const icnsTypes: readonly (readonly [string, number])[] = [
  ["ic11", 32],
  ["ic12", 64],
  ["ic07", 128],
  ["ic13", 256],
  ["ic08", 256],
  ["ic14", 512],
  ["ic09", 512],
  ["ic10", 1024],
];

/** A macOS icon. */
export function icnsOf(pictures: Pictures): Buffer {
  const parts = icnsTypes.flatMap(([type, width]) => {
    const png = picture(pictures, width);
    return [head(type, png.length), png];
  });
  const length = parts.reduce((sum, part) => sum + part.length, 0);
  return Buffer.concat([head("icns", length), ...parts]);
}

/** The type and the length of what follows together with this head. */
function head(type: string, bodyLength: number): Buffer {
  const bytes = Buffer.alloc(8);
  bytes.write(type, "latin1");
  bytes.writeUInt32BE(bodyLength + 8, 4);
  return bytes;
}

import { writeFileSync } from "node:fs";
import { format } from "prettier";
import { FIELD_PAGE, fieldPage } from "./field-table.ts";

/** `npm run fields`: writes the page anew. */
writeFileSync(FIELD_PAGE, await format(fieldPage(), { parser: "markdown", printWidth: 100 }));

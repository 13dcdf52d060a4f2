import { join } from "node:path";
import { runCompiled } from "./run-compiled.ts";

// What `homeostat` starts: the command line itself is a bundle beside this one, of which a third of a short command's time would go into compiling.

runCompiled(join(__dirname, "cli-main.cjs"));

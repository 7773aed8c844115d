// @ts-check
import { rootOf } from "../root.js";
import { fourWays } from "./four-ways.js";
import { frames } from "./frames.js";
import { handshake } from "./handshake.js";
import { origin } from "./origin.js";
import { scaling } from "./scaling.js";
import { states } from "./states.js";

const base = rootOf(document.body.dataset.base ?? "./");
for (const section of [handshake, frames, states, fourWays, scaling, origin]) section(base);

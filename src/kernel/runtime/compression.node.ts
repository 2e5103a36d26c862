import type { Deflate, Inflate } from "./compression.ts";
import { deflateWithZlib, inflateWithZlib } from "./internal/zlib.ts";

export const deflate: Deflate = deflateWithZlib;
export const inflate: Inflate = inflateWithZlib;

import { mkdir, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { BinaryWriter, WireType } from "@bufbuild/protobuf/wire";

/** Words that mean the same, a list for each meaning: their vectors lie close, all others' far apart. */
export type Meanings = readonly (readonly string[])[];

export interface TinyModel {
  readonly meanings: Meanings;
  /** Bytes that the file has beside its weights, so that a download takes its time. */
  readonly padding?: number;
  /** Numbers in a vector: the meanings and some more. */
  readonly width?: number;
}

const special = ["[PAD]", "[UNK]", "[CLS]", "[SEP]"] as const;

/**
 * Writes a real embedding model that knows a few words, as the hub has them: a lookup of each word's vector in ONNX, a tokenizer, the
 * configuration. Small enough for a test to make, and it goes the whole way that a large one goes.
 */
export async function writeTinyModel(folder: string, model: TinyModel): Promise<void> {
  const words = model.meanings.flat();
  const vocab = Object.fromEntries([...special, ...words].map((word, id) => [word, id]));
  const files: Record<string, string | Uint8Array> = {
    "config.json": JSON.stringify({ model_type: "bert", architectures: ["BertModel"] }),
    "tokenizer.json": JSON.stringify(tokenizer(vocab)),
    "tokenizer_config.json": JSON.stringify({
      tokenizer_class: "BertTokenizer",
      do_lower_case: true,
      model_max_length: 128,
      pad_token: "[PAD]",
      unk_token: "[UNK]",
      cls_token: "[CLS]",
      sep_token: "[SEP]",
    }),
    "onnx/model_quantized.onnx": onnx(model),
  };
  for (const [name, content] of Object.entries(files)) {
    await mkdir(dirname(join(folder, name)), { recursive: true });
    await writeFile(join(folder, name), content);
  }
}

const tokenizer = (vocab: Readonly<Record<string, number>>): object => ({
  version: "1.0",
  truncation: null,
  padding: null,
  added_tokens: special.map((content, id) => ({
    id,
    content,
    special: true,
    single_word: false,
    lstrip: false,
    rstrip: false,
    normalized: false,
  })),
  normalizer: {
    type: "BertNormalizer",
    clean_text: true,
    handle_chinese_chars: true,
    strip_accents: null,
    lowercase: true,
  },
  pre_tokenizer: { type: "BertPreTokenizer" },
  post_processor: null,
  decoder: null,
  model: {
    type: "WordPiece",
    unk_token: "[UNK]",
    continuing_subword_prefix: "##",
    max_input_chars_per_word: 100,
    vocab,
  },
});

/** One row a word: its meaning's axis, and a little of its own so that no two words are the same. */
function weights({ meanings, width = meanings.length + 4 }: TinyModel): {
  rows: number;
  width: number;
  bytes: Uint8Array;
} {
  const axes = [...special.map(() => undefined), ...meanings.flatMap((words, axis) => words.map(() => axis))];
  const values = new Float32Array(axes.length * width);
  axes.forEach((axis, row) => {
    if (axis !== undefined) values[row * width + axis] = 1;
    values[row * width + meanings.length + (row % (width - meanings.length))]! += 0.05;
  });
  return { rows: axes.length, width, bytes: new Uint8Array(values.buffer) };
}

const FLOAT = 1;
const INT64 = 7;

/** onnx.proto by hand; the numbers are its field numbers. */
function onnx(model: TinyModel): Uint8Array {
  const { rows, width, bytes } = weights(model);
  const table = message((w) => {
    w.tag(1, WireType.Varint).int64(rows);
    w.tag(1, WireType.Varint).int64(width);
    w.tag(2, WireType.Varint).int32(FLOAT);
    w.tag(8, WireType.LengthDelimited).string("words");
    w.tag(9, WireType.LengthDelimited).bytes(bytes);
  });
  const lookup = message((w) => {
    for (const input of ["words", "input_ids"]) w.tag(1, WireType.LengthDelimited).string(input);
    w.tag(2, WireType.LengthDelimited).string("last_hidden_state");
    w.tag(4, WireType.LengthDelimited).string("Gather");
  });
  const graph = message((w) => {
    w.tag(1, WireType.LengthDelimited).bytes(lookup);
    w.tag(2, WireType.LengthDelimited).string("tiny");
    w.tag(5, WireType.LengthDelimited).bytes(table);
    w.tag(11, WireType.LengthDelimited).bytes(valueInfo("input_ids", INT64, ["batch", "tokens"]));
    w.tag(12, WireType.LengthDelimited).bytes(
      valueInfo("last_hidden_state", FLOAT, ["batch", "tokens", width]),
    );
  });
  return message((w) => {
    w.tag(1, WireType.Varint).int64(8);
    w.tag(6, WireType.LengthDelimited).string(" ".repeat(model.padding ?? 0));
    w.tag(7, WireType.LengthDelimited).bytes(graph);
    w.tag(8, WireType.LengthDelimited).bytes(message((opset) => opset.tag(2, WireType.Varint).int64(13)));
  });
}

const valueInfo = (name: string, type: number, dims: readonly (string | number)[]): Uint8Array => {
  const shape = message((w) => {
    for (const dim of dims)
      w.tag(1, WireType.LengthDelimited).bytes(
        message((one) =>
          typeof dim === "number"
            ? one.tag(1, WireType.Varint).int64(dim)
            : one.tag(2, WireType.LengthDelimited).string(dim),
        ),
      );
  });
  const tensor = message((w) => {
    w.tag(1, WireType.Varint).int32(type);
    w.tag(2, WireType.LengthDelimited).bytes(shape);
  });
  return message((w) => {
    w.tag(1, WireType.LengthDelimited).string(name);
    w.tag(2, WireType.LengthDelimited).bytes(
      message((one) => one.tag(1, WireType.LengthDelimited).bytes(tensor)),
    );
  });
};

function message(write: (writer: BinaryWriter) => unknown): Uint8Array {
  const writer = new BinaryWriter();
  write(writer);
  return writer.finish();
}

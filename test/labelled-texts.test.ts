import { expect, test } from "vitest";
import { dataSetName, labelledTexts } from "./support/labelled-texts.ts";
import { tempFolder } from "./support/temp-folder.ts";

test("a text may hold commas, quotation marks and line ends; rows without one are left out", () => {
  const folder = tempFolder();
  const file = folder.write(
    "texts.csv",
    'text,category,more\n"No card, ""yet"".\nWhere is it?",arrival,1\n,arrival,2\nTop up,top up,3\n',
  );
  const texts = labelledTexts(file);
  expect(() => labelledTexts(folder.write("other.csv", "utterance,label\na,b\n"))).toThrow(
    'no rows with the columns "text" and "category"',
  );
  folder.remove();
  expect(texts).toMatchObject([
    { text: 'No card, "yet".\nWhere is it?', category: "arrival" },
    { text: "Top up", category: "top up" },
  ]);
});

test("a data set is called like its file, or like the folder of its parts", () => {
  expect(dataSetName("/data/banking77/test.csv")).toBe("banking77");
  expect(dataSetName("/data/clinc.csv")).toBe("clinc");
});

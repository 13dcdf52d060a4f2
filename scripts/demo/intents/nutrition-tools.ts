import type { Draw, Facts, ToolStep } from "../demo-types.ts";

const per100g: Readonly<Record<string, Readonly<Record<string, number>>>> = {
  "cooked rice": { carbohydrate_g: 28, protein_g: 2.7 },
  oats: { carbohydrate_g: 60, protein_g: 13 },
  banana: { carbohydrate_g: 23, protein_g: 1.1 },
  "plain yoghurt": { carbohydrate_g: 4.7, protein_g: 4 },
  "energy gel": { carbohydrate_g: 65, protein_g: 0 },
  lentils: { carbohydrate_g: 20, protein_g: 9 },
};

/** One look-up of a food; sometimes the agent answers from memory instead, which no evaluator of the demo looks at. */
export const food =
  (...names: readonly (keyof typeof per100g)[]) =>
  (_facts: Facts, draw: Draw): readonly ToolStep[] => {
    const name = draw.pick(names);
    return draw.chance(0.75)
      ? [{ name: "lookup_nutrition", args: { food: name }, result: { food: name, per_100_g: per100g[name] } }]
      : [];
  };

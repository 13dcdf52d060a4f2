/** Whether a number is between two, or strictly between them. */
export const isWithin = (
  value: number,
  { least, most, isStrict }: { readonly least: number; readonly most: number; readonly isStrict: boolean },
): boolean => (isStrict ? value > least && value < most : value >= least && value <= most);

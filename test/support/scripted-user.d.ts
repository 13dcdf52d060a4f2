/**
 * How the scripted model plays the user of a recorded conversation: it says the recorded messages in their order, each once, and is done
 * after the last. It sees nothing but the prompt: what stands in the fences.
 */
export declare function scriptedUserTurn(system: string, user: string): string | undefined;

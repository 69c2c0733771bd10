export const saveBundle = async (..._: unknown[]): Promise<string> => "none";

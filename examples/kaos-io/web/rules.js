// What the page must know of the rules; the server's modules/rules.lua decides.
export const radius = (mass) => 4 * Math.sqrt(mass / Math.PI);
export const speed = (mass) => (200 * 20) / (0.5 * radius(mass) + 10);
export const colors = ["#ff6b6b", "#ffa94d", "#ffd43b", "#a9e34b", "#51cf66", "#38d9a9", "#4cc2ff", "#748ffc", "#b197fc", "#f783ac"];

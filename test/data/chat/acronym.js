function acronym(words) {
  let result = "";
  for (const word of words.split(" ")) {
    result = word[0];
  }
  return result;
}

/* reason.h: why the mentor is silent, or what it does, in a word and a sentence.
 *
 * Every state that a client sees carries one of these. The words are part of the protocol. */
#ifndef MENTOR_REASON_H
#define MENTOR_REASON_H

/* X(ENUM, "word", "sentence for a learner") */
#define REASONS(X)                                                                                 \
    X(EMPTY, "empty", "Write something: I read along and speak when I see something.")             \
    X(NOTHING_NEW, "nothing_new", "Nothing has changed since I last looked.")                      \
    X(UNDONE, "undone", "You are back where I last looked, so there is nothing new to read.")      \
    X(WAITING_PAUSE, "waiting_pause", "I wait until your hands rest.")                             \
    X(HALF_TYPED, "half_typed", "You are inside a half-typed line. I wait until it is whole.")     \
    X(LOOKING, "looking", "I am reading your code.")                                               \
    X(ASKED, "asked", "I asked the model about your code and wait for its answer.")                \
    X(SAID, "said", "I said something. Take your time with it.")                                   \
    X(TIPS_STAND, "tips_stand", "My earlier tips still stand. First things first.")                \
    X(NOTHING_FOUND, "nothing_found", "I read it all and found nothing to say.")                   \
    X(GATHERING, "gathering", "I have read your change. I wait a moment, in case you go on.")      \
    X(UNIT_OPEN, "unit_open", "A block is still open. I wait a moment, in case you close it.")     \
    X(STUCK, "stuck", "This line has been unfinished for a while, so I look at it with you.")      \
    X(SEEN_BEFORE, "seen_before", "I have read this version a moment ago. It is as it was.")       \
    X(ONLY_FORM, "only_form", "Only the layout changed. The code means what it meant.")            \
    X(ONLY_COMMENTS, "only_comments",                                                              \
      "Only spaces or a comment changed. The code means what it meant.")                           \
    X(ONLY_NAMES, "only_names", "Only names changed. The code means what it meant.")               \
    X(ONLY_MOVED, "only_moved", "Only the order changed. Nothing new to say about it.")            \
    X(SMALL_CHANGE, "small_change",                                                                \
      "The change is small so far. I wait until it is worth a question.")                          \
    X(COOLING, "cooling", "I spoke a moment ago. I rest before I speak again.")                    \
    X(NO_CREDIT, "no_credit",                                                                      \
      "The questions to the model are used up for now. They refill with time.")                    \
    X(MODEL_SILENT, "model_silent", "I asked the model. It had nothing to add.")                   \
    X(MODEL_REFUSED, "model_refused",                                                              \
      "The model's answer did not pass my checks, so I keep it from you.")                         \
    X(MODEL_FAILED, "model_failed", "The model did not answer. I go on with what I know myself.")  \
    X(CODE_MOVED_ON, "code_moved_on",                                                              \
      "The code changed while I asked, so the answer no longer fits.")                             \
    X(PARSE_FAILED, "parse_failed",                                                                \
      "I could not read this code. I try again after your next change.")                           \
    X(MODEL_BUSY, "model_busy", "The model is busy just now. I go on with what I know myself.")    \
    X(MODEL_SLOW, "model_slow", "The model took too long. I go on with what I know myself.")       \
    X(MODEL_SPENT, "model_spent",                                                                  \
      "The model's allowance for today is used up. I go on with what I know myself.")              \
    X(MODEL_DENIED, "model_denied",                                                                \
      "The model does not let me in; whoever runs this site can mend that. "                       \
      "I go on with what I know myself.")                                                          \
    X(MODEL_RESTING, "model_resting",                                                              \
      "The model has failed too often, so I leave it alone for a while. "                          \
      "I go on with what I know myself.")                                                          \
    X(OUT_OF_BUDGET, "out_of_budget",                                                              \
      "The budget for questions to the model is used up for today. "                               \
      "I go on with what I know myself.")

enum reason {
#define X(name, word, sentence) REASON_##name,
    REASONS(X)
#undef X
        REASON_COUNT
};

/* The word and the sentence of a reason. */
const char *reason_word(enum reason reason);
const char *reason_sentence(enum reason reason);

#endif

/* gate.h: may this be shown?
 *
 * The gate assumes that the model is hostile. A model's tip passes only as a choice: the rule is
 * one of ours for this language and one that a model may name, the line exists, and the quote
 * stands on that line byte for byte. Then the words that are shown are the catalogue's. */
#ifndef MENTOR_GATE_H
#define MENTOR_GATE_H

#include "code/outline.h"
#include "code/text.h"
#include "mentor/catalogue.h"
#include "mentor/reply.h"

#define GATE_QUOTE_BYTES_MIN 3u

/* True when the reply passes; then `finding` is the tip at the quoted place. The text is the one
 * that was asked about. */
bool gate_tip(const struct reply *reply, enum language language, struct text *text,
              struct finding *finding);

#endif

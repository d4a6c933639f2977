/* snapshot.h: the state of a session as bytes.
 *
 * A head (magic, version, length, checksum), then sections: a tag, a length, the data. A reader
 * passes over tags that it does not know, and sections that are missing leave what session_init
 * made, so old snapshots open in new cores. Tips are stored by their ids, since their numbers
 * change with the catalogue; one that the catalogue lost is dropped. Invariant: a snapshot that was
 * read and written again is the same bytes; damaged bytes are refused as a whole.      */
#ifndef SESSION_SNAPSHOT_H
#define SESSION_SNAPSHOT_H

#include "session/session.h"

#define SNAPSHOT_MAGIC   0x31534d43u /* "CMS1" */
#define SNAPSHOT_VERSION 1

/* Writes all that a session remembers. */
void snapshot_write(struct session *self, struct buf *out);

/* Fills a session made by session_init. False when the bytes are not a whole snapshot; then it must
 * be made anew. */
bool snapshot_read(struct session *self, struct str bytes);

/* Bytes that snapshot_write writes at most. */
usize snapshot_bytes(const struct session *self);

#endif

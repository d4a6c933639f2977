/* gone: a socket was closed. What it sent is stored at the pause like all else. */
#include "session/sockets.h"

void event_gone(struct step *step, u32 id)
{
    sockets_remove(step->session, id);
}

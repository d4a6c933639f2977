/* alarm: the time that was armed has come. It may come late, twice, or without having been armed.
 */
#include "session/ask.h"
#include "session/look.h"
#include "session/save.h"
#include "session/sockets.h"

void event_alarm(struct step *step)
{
    step->session->armed_ms = 0;
    save_alarm(step);
    sockets_ack_all(step);
    look_alarm(step);
    ask_alarm(step);
}

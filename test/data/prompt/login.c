#include <stdio.h>
#include <string.h>

int main(void)
{
    char *password = "open sesame", given[8];
    scanf("%s", given);
    if (given == password) puts("welcome");
    return 0;
}

/* Numbers for sentences. */
#ifndef VI_MATH_DIGITS_H
#define VI_MATH_DIGITS_H

/* The double nearest to `value` written with so many significant digits, 1 to 17. With "%.10g" it
 * then prints without further digits. Not finite values stay as they are. */
double vi_round_digits(double value, int digits);

#endif

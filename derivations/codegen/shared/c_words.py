"""Words that a name in a C program must not be: keywords, macros of the headers and of the compilers, functions of the library."""

from sympy.printing.c import reserved_words

_MATH = """
acos acosh asin asinh atan atan2 atanh canonicalize cbrt ceil copysign cos cosh drem erf erfc exp exp10 exp2 expm1 fabs fdim
finite floor fma fmax fmaximum fmaximum_mag fmaximum_mag_num fmaximum_num fmaxmag fmin fminimum fminimum_mag fminimum_mag_num
fminimum_num fminmag fmod frexp fromfp fromfpx gamma getpayload hypot ilogb isinf isnan j0 j1 jn ldexp lgamma llogb llrint llround
log log10 log1p log2 logb lrint lround modf nan nearbyint nextafter nextdown nexttoward nextup pow remainder remquo rint round
roundeven scalb scalbln scalbn setpayload setpayloadsig significand sin sincos sinh sqrt tan tanh tgamma totalorder totalordermag
trunc ufromfp ufromfpx y0 y1 yn acospi asinpi atanpi atan2pi cospi sinpi tanpi compoundn exp2m1 exp10m1 log2p1 log10p1 logp1 pown
powr rootn rsqrt cabs cacos cacosh carg casin casinh catan catanh ccos ccosh cexp cimag clog clog10 conj cpow cproj creal csin
csinh csqrt ctan ctanh
"""
_OTHER = """
clearerr clearerr_unlocked ctermid cuserid daddl ddivl dfmal dmull dprintf dsqrtl dsubl fadd faddl fclose fcloseall fdiv fdivl
fdopen feof feof_unlocked ferror ferror_unlocked fflush fflush_unlocked ffma ffmal fgetc fgetc_unlocked fgetpos fgetpos64 fgets
fgets_unlocked fileno fileno_unlocked flockfile fmemopen fmul fmull fopen fopen64 fopencookie fprintf fputc fputc_unlocked fputs
fputs_unlocked fread fread_unlocked freopen freopen64 fscanf fseek fseeko fseeko64 fsetpos fsetpos64 fsqrt fsqrtl fsub fsubl ftell
ftello ftello64 ftrylockfile funlockfile fwrite fwrite_unlocked getc getc_unlocked getchar getchar_unlocked getdelim getline getw
lgamma_r lgammaf_r lgammal_r asprintf obstack_printf obstack_vprintf open_memstream pclose perror popen printf putc putc_unlocked
putchar putchar_unlocked puts putw remove rename renameat renameat2 rewind scanf setbuf setbuffer setlinebuf setvbuf signgam
snprintf sprintf sscanf tempnam tmpfile tmpfile64 tmpnam tmpnam_r ungetc vasprintf vdprintf vfprintf vfscanf vprintf vscanf
vsnprintf vsprintf vsscanf abort abs atexit atof atoi calloc div exit free labs ldiv malloc memchr memcmp memcpy memmove memset
rand random realloc srand strchr strcmp strcpy strlen main index bcmp ffs isalpha isdigit isspace tolower toupper float_t double_t
size_t ssize_t va_list off_t off64_t fpos_t fpos64_t FILE
"""
_CONSTANTS = "M_E M_LOG2E M_LOG10E M_LN2 M_LN10 M_PI M_PI_2 M_PI_4 M_1_PI M_2_PI M_2_SQRTPI M_SQRT2 M_SQRT1_2 SNAN HUGE_VAL"
_MACROS = """
I complex imaginary unix linux i386 sun hpux vax mips sgi arm near far errno NAN INFINITY MAXFLOAT HUGE DOMAIN SING OVERFLOW
UNDERFLOW PLOSS TLOSS DEC_NAN DEC_INFINITY FP_NAN FP_INFINITE FP_ZERO FP_SUBNORMAL FP_NORMAL FP_ILOGB0 FP_ILOGBNAN FP_LLOGB0
FP_LLOGBNAN FP_FAST_FMA FP_FAST_FMAF FP_FAST_FMAL FP_INT_UPWARD FP_INT_DOWNWARD FP_INT_TOWARDZERO FP_INT_TONEARESTFROMZERO
FP_INT_TONEAREST MATH_ERRNO MATH_ERREXCEPT math_errhandling BUFSIZ EOF FILENAME_MAX FOPEN_MAX L_tmpnam L_ctermid L_cuserid
P_tmpdir SEEK_SET SEEK_CUR SEEK_END SEEK_DATA SEEK_HOLE TMP_MAX RENAME_NOREPLACE RENAME_EXCHANGE RENAME_WHITEOUT NULL stdin stdout
stderr TISC_CHECK
"""
_KEYWORDS = """
restrict inline
alignas alignof asm bool constexpr false nullptr static_assert thread_local true typeof typeof_unqual noreturn fortran signed
unsigned
"""
_FORMATS = ("", "f", "l", "f32", "f64", "f128", "f32x", "f64x", "F", "L", "F32", "F64", "F128", "F32X", "F64X")

# No name may be one of these: the preprocessor replaces it, or the compiler takes it for a keyword.
RESERVED = frozenset(reserved_words).union(
    _KEYWORDS.split(),
    _MACROS.split(),
    (name + end for name in _CONSTANTS.split() for end in (*_FORMATS, *("_" + f for f in _FORMATS))),
)
# A variable may hide one of these, a program may not be called so.
LIBRARY = frozenset(_OTHER.split()).union(name + end for name in _MATH.split() for end in _FORMATS)

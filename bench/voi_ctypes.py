"""What the benchmarks call of libvoi, through ctypes."""
import ctypes
import pathlib

Handle = ctypes.c_void_p


class Matrix(ctypes.Structure):
    """voi_matrix over a NumPy array of doubles, without a copy."""
    _fields_ = [("data", ctypes.c_void_p), ("rows", ctypes.c_size_t), ("cols", ctypes.c_size_t),
                ("row_stride", ctypes.c_ssize_t), ("col_stride", ctypes.c_ssize_t)]

    @classmethod
    def of(cls, array):
        row_stride, col_stride = (stride // array.itemsize for stride in array.strides)
        return cls(array.ctypes.data, *array.shape, row_stride, col_stride)


class ProblemData(ctypes.Structure):
    """voi_problem_data."""
    _fields_ = [("costs", Matrix), ("effects", Matrix), ("net_benefit", Matrix),
                ("parameters", Matrix), ("strategy_names", Handle), ("parameter_names", Handle),
                ("outcomes", Matrix), ("outcome_names", Handle)]


class ContextOptions(ctypes.Structure):
    """voi_context_options."""
    _fields_ = [("threads", ctypes.c_size_t), ("backend", ctypes.c_char_p),
                ("progress", Handle), ("progress_data", Handle), ("profile", ctypes.c_bool),
                ("cache_folder", ctypes.c_char_p)]


class Wtp(ctypes.Structure):
    """voi_wtp."""
    _fields_ = [("values", Handle), ("count", ctypes.c_size_t)]


class Population(ctypes.Structure):
    """voi_population."""
    _fields_ = [("per_year", ctypes.c_double), ("years", ctypes.c_double),
                ("discount", ctypes.c_double), ("discounting", ctypes.c_int)]


class EvpiOptions(ctypes.Structure):
    """voi_evpi_options."""
    _fields_ = [("wtp", Wtp), ("population", Population), ("exact", ctypes.c_bool)]


class Study(ctypes.Structure):
    """voi_study."""
    _fields_ = [("name", ctypes.c_char_p), ("design", Handle),
                ("parameters", ctypes.POINTER(ctypes.c_char_p)),
                ("parameter_count", ctypes.c_size_t), ("scales", Handle), ("options", Handle),
                ("option_count", ctypes.c_size_t), ("missing", ctypes.c_double),
                ("covariance", Matrix), ("covariance_file", ctypes.c_char_p), ("data", Handle),
                ("parts", Handle), ("part_count", ctypes.c_size_t), ("multiple", ctypes.c_double)]


class EvsiOptions(ctypes.Structure):
    """voi_evsi_options."""
    _fields_ = [("wtp", Wtp), ("population", Population), ("study", Study), ("sizes", Wtp),
                ("method", ctypes.c_char_p), ("seed", ctypes.c_uint64), ("summaries", Handle),
                ("plans", Handle), ("plan_count", ctypes.c_size_t)]


class Error(ctypes.Structure):
    """voi_error."""
    _fields_ = [("status", ctypes.c_int), ("message", ctypes.c_char * 1000)]


class Library:
    """libvoi.so of a build folder. Handles live as long as the process."""

    def __init__(self, build):
        self.voi = ctypes.CDLL(str(pathlib.Path(build) / "libvoi.so"))
        self.voi.voi_table_number.restype = ctypes.c_double
        self.voi.voi_table_number.argtypes = [Handle, ctypes.c_size_t, ctypes.c_size_t]
        self.voi.voi_table_rows.restype = ctypes.c_size_t
        self.voi.voi_table_rows.argtypes = [Handle]
        self.voi.voi_table_destroy.argtypes = [Handle]
        self.voi.voi_context_backend.restype = ctypes.c_char_p
        self.voi.voi_design_find.restype = Handle

    def call(self, function, *arguments):
        error = Error()
        if getattr(self.voi, function)(*arguments, ctypes.byref(error)) != 0:
            raise RuntimeError(error.message.decode())

    def context(self, threads):
        ctx = Handle()
        self.call("voi_context_create", ctypes.byref(ContextOptions(threads=threads)),
                  ctypes.byref(ctx))
        return ctx

    def backend(self, ctx):
        return self.voi.voi_context_backend(ctx).decode()

    def problem(self, ctx, costs, effects, parameters=None):
        data = ProblemData(costs=Matrix.of(costs), effects=Matrix.of(effects))
        if parameters is not None:
            data.parameters = Matrix.of(parameters)
        problem = Handle()
        self.call("voi_problem_create", ctx, ctypes.byref(data), ctypes.byref(problem))
        return problem

    def evpi_curve(self, ctx, problem, k):
        """The table (k, EVPI, SE) of voi_evpi at the values of an array."""
        options, table = EvpiOptions(), Handle()
        self.voi.voi_evpi_options_default(ctypes.byref(options))
        options.wtp = Wtp(k.ctypes.data, len(k))
        self.call("voi_evpi", ctx, problem, ctypes.byref(options), ctypes.byref(table))
        return table

    def evsi(self, ctx, problem, k, study, sizes, method):
        """The table of voi_evsi at one k: a study by design and parameters, sizes an array."""
        design, parameters = study
        names = (ctypes.c_char_p * len(parameters))(*(p.encode() for p in parameters))
        options, table, wtp = EvsiOptions(), Handle(), ctypes.c_double(k)
        self.voi.voi_evsi_options_default(ctypes.byref(options))
        options.wtp = Wtp(ctypes.addressof(wtp), 1)
        options.study.design = self.voi.voi_design_find(design.encode())
        options.study.parameters, options.study.parameter_count = names, len(parameters)
        options.sizes = Wtp(sizes.ctypes.data, len(sizes))
        options.method = method.encode()
        self.call("voi_evsi", ctx, problem, ctypes.byref(options), ctypes.byref(table))
        return table

    def rows(self, table, columns):
        """The numbers of a table, which is destroyed."""
        rows = [[self.voi.voi_table_number(table, i, j) for j in range(columns)]
                for i in range(self.voi.voi_table_rows(table))]
        self.destroy(table)
        return rows

    def destroy(self, table):
        self.voi.voi_table_destroy(table)

/// What the dialect allows in each field.
extension CronExpressionError.Field {
    /// The fields in the order in which they are written, seconds first.
    static let written: [Self] = [.second, .minute, .hour, .dayOfMonth, .month, .dayOfWeek]

    /// The numbers that are allowed; in day-of-week, both 0 and 7 are Sunday.
    var bounds: ClosedRange<Int> {
        switch self {
        case .second, .minute: 0...59
        case .hour: 0...23
        case .dayOfMonth: 1...31
        case .month: 1...12
        case .dayOfWeek: 0...7
        case .expression: 0...0
        }
    }

    /// The numbers with distinct meanings: the values of `*`.
    var values: ClosedRange<Int> {
        self == .dayOfWeek ? 0...6 : bounds
    }

    /// The set that `*` selects.
    package var all: ValueSet { ValueSet(values) }

    /// The set that `*/step` selects.
    func every(_ step: Int) -> ValueSet {
        ValueSet(stride(from: values.lowerBound, through: values.upperBound, by: step))
    }

    /// The names for numbers, the first for the lowest number.
    var names: [String] {
        switch self {
        case .month: ["JAN", "FEB", "MAR", "APR", "MAY", "JUN", "JUL", "AUG", "SEP", "OCT", "NOV", "DEC"]
        case .dayOfWeek: ["SUN", "MON", "TUE", "WED", "THU", "FRI", "SAT"]
        default: []
        }
    }

    /// Finds the number for a name, in any case.
    ///
    /// - Parameter name: The name as written.
    /// - Returns: The number, or nil if the field has no such name.
    func number(named name: String) -> Int? {
        guard name.utf8.count == 3 else { return nil }
        return names.firstIndex(of: name.uppercased()).map { $0 + values.lowerBound }
    }
}

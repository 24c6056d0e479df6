/// Writes a field in its normalized form, which parses as the same field.
///
/// Numbers ascend. Three or more in a row become a range. Four or more at equal distances become a range with a step,
/// if they are all of the field's numbers. A field that began with a star still does: as `*`, or as the densest `*/n`
/// that it contains.
struct FieldPrinter {
    private let field: CronExpressionError.Field

    init(_ field: CronExpressionError.Field) {
        self.field = field
    }

    /// The text of a field.
    func text(of set: FieldSet) -> String {
        guard set.isStar else { return items(of: set.values).joined(separator: ",") }
        let step = starStep(of: set.values)
        let star = step == 1 ? "*" : "*/\(step)"
        return ([star] + items(of: set.values.subtracting(field.every(step)))).joined(separator: ",")
    }

    /// The smallest step from the field's lowest value whose values are all in a set.
    private func starStep(of values: ValueSet) -> Int {
        var step = 1
        while !values.isSuperset(of: field.every(step)) { step += 1 }
        return step
    }

    private func items(of values: ValueSet) -> [String] {
        let plain = values.intersection(field.all)
        return runs(of: Array(plain)) + selectors(of: values.subtracting(field.all))
    }

    private func runs(of numbers: [Int]) -> [String] {
        if let progression = Progression(numbers), progression.step > 1, numbers.count > 3 {
            return ["\(progression.first)-\(progression.last)/\(progression.step)"]
        }
        return consecutiveRuns(of: numbers).flatMap { run in
            run.count > 2 ? ["\(run.lowerBound)-\(run.upperBound)"] : run.map(String.init)
        }
    }

    private func selectors(of values: ValueSet) -> [String] {
        values.map { field == .dayOfMonth ? daySelector($0) : weekdaySelector($0) }
    }

    private func daySelector(_ member: Int) -> String {
        switch member {
        case FieldSet.lastDay: "L"
        case FieldSet.lastWorkday: "LW"
        default: "\(member - FieldSet.workday(nearest: 0))W"
        }
    }

    private func weekdaySelector(_ member: Int) -> String {
        let (occurrence, weekday) = member.quotientAndRemainder(dividingBy: 8)
        return occurrence == FieldSet.lastOccurrence ? "\(weekday)L" : "\(weekday)#\(occurrence)"
    }
}

/// Three or more numbers at equal distances.
package struct Progression: Hashable {
    /// The lowest number.
    package let first: Int
    /// The highest number.
    package let last: Int
    /// The distance between neighbors.
    package let step: Int

    /// Recognizes a progression.
    ///
    /// - Parameter numbers: Numbers in ascending order.
    package init?(_ numbers: [Int]) {
        guard numbers.count > 2, let last = numbers.last else { return nil }
        (first, step) = (numbers[0], numbers[1] - numbers[0])
        self.last = last
        guard zip(numbers, numbers.dropFirst()).allSatisfy({ [step] in $1 - $0 == step }) else { return nil }
    }
}

/// Splits numbers in ascending order into runs without gaps.
package func consecutiveRuns(of numbers: [Int]) -> [ClosedRange<Int>] {
    numbers.reduce(into: []) { runs, number in
        if let run = runs.last, number == run.upperBound + 1 {
            runs[runs.count - 1] = run.lowerBound...number
        } else {
            runs.append(number...number)
        }
    }
}

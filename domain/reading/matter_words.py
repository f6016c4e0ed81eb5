"""Phrases that show what a message wants (see `domain.reading.phrases` and `.classify`)."""

from __future__ import annotations

from domain.reading.phrases import Phrases

COMPLAINT = Phrases(
    """
    khiếu nại/kiện
    khiếu tố
    quyết định … sai/oan/trái/lý/đúng/đồng/luật/chịu
    quyết định thu/xử/cưỡng/kỷ/phạt
    cưỡng chế
    xử phạt … oan/sai/không/vô
    phạt oan/sai/vô
    bị oan
    không đồng ý/tình … quyết/đền/bồi/thu/phạt/mức/giải
    không chấp nhận … quyết/đền/bồi/thu/phạt/mức
    không/chưa thỏa/thoả đáng
    đất … thiếu
    đền bù … thấp/thiếu/sai/oan/ít/rẻ
    bồi thường … thấp/thiếu/sai/oan/ít/rẻ/không
    thu hồi đất
    sổ/giấy/đỏ/hồng … sai diện/tên/thửa/ranh
    cấp … sai diện/tên/thửa
    cấp chồng
    !đo … thiếu
    cắt hộ/chế/trợ/tiền/bảo/suất
    cắt … vô/không lý/có
    loại/gạch khỏi/tên/ra
    từ chối cấp/giải/nhận/tiếp
    trả về … lần
    không nêu/rõ lý
    decision … wrong/unfair/unlawful/land/fine
    complain/complaint about/against
    unfair fine/compensation/decision
    តវ៉ា
    """
)
"""Phrases against an authority's decision or act that concerns the writer's own rights."""

PETITION = Phrases(
    """
    kiến/đề nghị
    đề xuất
    hiến kế
    kính mong/xin
    mong … làm/sửa/có/xây/gắn/lắp/lập/thêm/hỗ/giúp/tổ/được/quan/xem/mở/cho/xét
    xin xã/được/cho/cấp/lập/làm/lại/sửa/hỗ/vay/gắn/mở/dời/đổi/kéo/đặt/xem/miễn/giảm/trợ/thêm/bắc/giúp
    xin phép/học/vào/vô/đăng
    nhờ … làm/xây/sửa/gắn/lắp/can/kéo/xin/cho/nạo/móc/giúp/bắc/đổ
    nên làm/có/lập/mở/xây/thêm/gắn/nạo/trồng/đặt/cho/tổ
    cần làm/có/lập/mở/xây/thêm/gắn/nạo/một/đặt/sửa
    hỗ trợ gia/vốn/giống/tiền/cây
    được vay/hỗ/hưởng
    please build/install/add/make/open/give/put/provide
    request/requests/would like
    សូមជួយ
    សូមឲ្យ
    សូមឱ្យ
    សំណូមពរ
    """
)
"""Phrases that ask for something."""

REFLECTION = Phrases(
    """
    hư/hỏng/bể/gãy/sụt/sụp/lún/sập/nứt/mục/ngã/đổ/nghiêng/đứt/mòn/rách/vỡ/rớt
    lầy/lội/ngập/lụt/úng/tắc/kẹt/nghẹt
    sạt/lở/lỡ
    ổ gà
    trơn trượt
    bị lấp/vỡ/đổ/mất/bỏ/bít/phèn/mặn
    cúp/mất điện/nước/sóng/cắp/mạng/trộm
    yếu/đục/rò/xì/thấm/tối/chập
    không sáng/cháy/có/vô/chạy/hoạt/được/ai/xài
    hôi/thúi/thối/tanh/khói/bụi/mùi/ồn/khét/dơ/bẩn
    ô nhiễm
    rác
    xả thải/nước/khói/rác
    phun/xịt thuốc
    thuốc xịt/sâu
    nhiễm phèn/mặn
    nước mặn/phèn/đục/thải
    chết hàng
    heo/cá/gà/vịt/cây/lúa chết
    karaoke
    nẹt pô
    nguy hiểm
    lấn chiếm/ra/lề
    trộm
    tụ tập
    đá gà
    thả rông
    phản ánh
    xuống cấp
    kém/thiếu
    dở dang
    broken/flooded/garbage/rubbish/dirty/smell/smells/blocked/damaged/dark/noise
    no water/power/light/electricity
    ខូច
    លិច
    សំរាម
    បាក់
    គ្មានទឹក
    គ្មានភ្លើង
    ស្អុយ
    """
)
"""Phrases that report a problem."""

STATUS = Phrases(
    """
    sơ/đơn/ánh/nghị/mã … tới/đến đâu
    sơ/đơn … xong chưa
    sơ/đơn … sao rồi
    sơ/đơn … thế/như nào rồi
    sơ/đơn … chưa thấy/xong
    phản ánh/kiến của … sao/chưa
    chuyện/việc/vụ của/hôm/bữa/kia … tới/đến đâu rồi
    chuyện/việc/vụ của/hôm/bữa/kia … sao rồi
    chuyện/việc/vụ đó … tới/đến đâu rồi
    kiểm tra hồ/đơn/mã
    tra cứu
    tra hồ sơ
    giải quyết tới/đến đâu
    giải quyết chưa/xong
    bao/khi/chừng giờ/nào/lâu … trả/xong lời/hồ
    chừng nào … có kết
    có kết quả chưa
    chưa ai trả lời
    chưa thấy trả/ai/tl
    sao chưa trả
    status of my
    any news about/on my
    what happened to/with my
    សំណើរបស់ខ្ញុំ
    """
)
"""Phrases that ask about the progress of a case."""

OPINION = Phrases(
    """
    góp ý
    ý kiến … kế/dự/quy/phương
    đồng ý … kế/dự/quy/phương/chủ
    không/chưa đồng ý/tình … kế/dự/quy/phương/chủ/làm
    ủng hộ/phản/tán … kế/dự/quy/phương/chủ
    tán thành
    phản đối … kế/dự/quy/phương/chủ/việc/làm
    dự thảo
    lấy ý kiến
    kế hoạch/quy/dự … không nên/hợp/tốt/hay/cần
    agree/disagree … plan/project
    opinion … plan/project
    មតិយោបល់
    ផែនការ
    """
)
"""Phrases about a consultation."""

ABOUT = Phrases(
    """
    trợ giúp
    giúp đỡ
    hướng dẫn
    help
    menu
    làm sao … gửi
    cách gửi
    gửi sao/thế/như
    xài sao/thế/như
    dùng sao/thế/như
    bot là gì
    ជំនួយ
    """
)
"""Phrases that ask how the bot works."""
